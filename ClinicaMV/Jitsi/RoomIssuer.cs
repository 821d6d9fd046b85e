using ClinicaMV.Appointments;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>Writes out the room of a visit for one participant: the signed name and the token that goes with it.</summary>
public sealed class RoomIssuer(JoinGate gate, SignedRooms rooms, JitsiToken token, IStringLocalizer<Text> text, IOptions<JitsiOptions> options)
{
    private const string DemoScript = "/DemoJitsi/external_api.js";

    private readonly JitsiOptions jitsi = options.Value;

    public async Task<IssuedRoom> IssueAsync(Appointment appointment, ParticipantRole role, DateTime now, CancellationToken cancel)
    {
        var room = await rooms.SignAsync(appointment, cancel);
        var (name, closesAt) = (room.Text, gate.WindowOf(role, appointment).ClosesAt);
        var jwt = jitsi.UsesToken
            ? token.Mint(name, role, room.PseudonymOf(role), text[$"Role.{role}"], now, closesAt)
            : null;
        return jitsi.Server switch
        {
            JitsiServer.Demo => new(name, DemoScript, "", jwt, OpensInNewTab: false),
            JitsiServer.Public => new(name, "", JitsiOptions.PublicDomain, jwt, OpensInNewTab: true),
            _ => new(name, $"https://{jitsi.Domain}/external_api.js", jitsi.Domain, jwt, OpensInNewTab: false),
        };
    }
}
