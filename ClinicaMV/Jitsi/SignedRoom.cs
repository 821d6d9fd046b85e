using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;

namespace ClinicaMV.Jitsi;

/// <summary>A room's name with the key that signed it.</summary>
public sealed record SignedRoom(string Text, RoomName Name, byte[] Key)
{
    /// <summary>Tells the two apart in what Jitsi reports, means nothing to anybody else, and is another one in the next visit.</summary>
    public string PseudonymOf(ParticipantRole role) => PseudonymOf(role.ToString());

    /// <summary>The same of somebody who comes along: of two of them each has another.</summary>
    /// <param name="companionId">Public id of the companion.</param>
    public string PseudonymOfCompanion(string companionId) => PseudonymOf($"{ParticipantRole.Companion} {companionId}");

    /// <summary>Which of the two it is; neither for a companion, and for whoever came without a token of ours.</summary>
    public ParticipantRole? RoleOf(string pseudonym)
        => PseudonymOf(ParticipantRole.Patient) == pseudonym ? ParticipantRole.Patient
        : PseudonymOf(ParticipantRole.Specialist) == pseudonym ? ParticipantRole.Specialist
        : null;

    private string PseudonymOf(string whom)
    {
        byte[] who = [.. "person"u8, .. Name.RoomRef, .. Encoding.UTF8.GetBytes(whom)];
        return Base32.Encode(HMACSHA256.HashData(Key, who).AsSpan(0, 15));
    }
}
