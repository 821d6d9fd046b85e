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
        return await IssueAsync(room, role, room.PseudonymOf(role), now, gate.WindowOf(role, appointment).ClosesAt, cancel);
    }

    /// <summary>The same for somebody who comes along.</summary>
    public async Task<IssuedRoom> IssueAsync(Companion companion, DateTime now, CancellationToken cancel)
    {
        var room = await rooms.SignAsync(companion.Appointment, cancel);
        var closesAt = gate.WindowOf(ParticipantRole.Companion, companion.Appointment).ClosesAt;
        return await IssueAsync(room, ParticipantRole.Companion, room.PseudonymOfCompanion(companion.PublicId), now, closesAt, cancel);
    }

    private Task<IssuedRoom> IssueAsync(SignedRoom room, ParticipantRole role, string pseudonym, DateTime now, DateTime closesAt, CancellationToken cancel)
    {
        var jwt = server.UsesToken ? token.Mint(room.Text, role, pseudonym, text[$"Role.{role}"], now, closesAt) : null;
        return server.RoomAsync(room.Text, jwt, cancel);
    }
}
