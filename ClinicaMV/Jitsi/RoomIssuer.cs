using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Jitsi;

/// <summary>Writes out the room of a visit for one participant: the signed name and the token that goes with it.</summary>
public sealed class RoomIssuer(JoinGate gate, RoomKeys keys, JitsiToken token, IStringLocalizer<Text> text, VideoServer server)
{
    public async Task<IssuedRoom> IssueAsync(Appointment appointment, ParticipantRole role, DateTime now, CancellationToken cancel)
    {
        // The specialist's window opens first: both names are signed with the key of that instant.
        var window = gate.WindowOf(ParticipantRole.Specialist, appointment);
        var (keyId, key) = await keys.ForWindowAsync(window.OpensAt, cancel);
        var name = RoomName.Until(window.ClosesAt, appointment.Visit.RoomRef, keyId).Sign(server.RoomPrefix, key);
        var jwt = server.UsesToken
            ? token.Mint(name, role, Pseudonym(appointment, role, key), text[$"Role.{role}"], now, window.ClosesAt)
            : null;
        return await server.RoomAsync(name, jwt, cancel);
    }

    // Tells the two apart in what Jitsi reports, means nothing to anybody else, and is another one in the next visit.
    private static string Pseudonym(Appointment appointment, ParticipantRole role, byte[] key)
    {
        byte[] who = [.. "person"u8, .. appointment.Visit.RoomRef, .. Encoding.UTF8.GetBytes(role.ToString())];
        return Base32.Encode(HMACSHA256.HashData(key, who).AsSpan(0, 15));
    }
}
