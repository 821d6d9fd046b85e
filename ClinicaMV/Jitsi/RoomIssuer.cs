using ClinicaMV.Appointments;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Jitsi;

/// <summary>Writes out the room of a visit for one participant: the signed name and the token that goes with it.</summary>
public sealed class RoomIssuer(JoinGate gate, SignedRooms rooms, JitsiToken token, IStringLocalizer<Text> text, VideoServer server)
{
    public async Task<IssuedRoom> IssueAsync(Appointment appointment, ParticipantRole role, DateTime now, CancellationToken cancel)
    {
        var room = await rooms.SignAsync(appointment, cancel);
        var (name, closesAt) = (room.Text, gate.WindowOf(role, appointment).ClosesAt);
        var jwt = server.UsesToken
            ? token.Mint(name, role, room.PseudonymOf(role), text[$"Role.{role}"], now, closesAt)
            : null;
        return await server.RoomAsync(name, jwt, cancel);
    }
}
