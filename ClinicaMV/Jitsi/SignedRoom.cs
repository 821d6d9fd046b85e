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
    public string PseudonymOf(ParticipantRole role)
    {
        byte[] who = [.. "person"u8, .. Name.RoomRef, .. Encoding.UTF8.GetBytes(role.ToString())];
        return Base32.Encode(HMACSHA256.HashData(Key, who).AsSpan(0, 15));
    }

    /// <summary>Whose pseudonym it is; nobody's for whoever came without a token of ours.</summary>
    public ParticipantRole? RoleOf(string pseudonym)
    {
        foreach (var role in Enum.GetValues<ParticipantRole>())
        {
            if (PseudonymOf(role) == pseudonym)
                return role;
        }

        return null;
    }
}
