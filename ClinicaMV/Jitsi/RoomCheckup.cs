using System.Runtime.CompilerServices;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>
/// Tries the lock of the video server: walks into a room with good tokens and stands before it with bad ones. A refusal counts only
/// where a good token is let in.
/// </summary>
public sealed class RoomCheckup(IOptions<JitsiOptions> options, JitsiServerClient server, CheckupRoom checkup, ArrivalCheckup arrivals, TimeProvider clock)
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(5);

    private readonly JitsiOptions jitsi = options.Value;

    /// <param name="domain">The XMPP server's.</param>
    /// <param name="muc">Where its rooms are.</param>
    public async IAsyncEnumerable<Finding> RunAsync(string domain, string muc, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tokens = await checkup.PrepareAsync(cancel);
        var room = tokens.Room;
        var roomJid = $"{room}@{muc}";

        await using var specialist = Session(domain, room, tokens.Of(ParticipantRole.Specialist));
        var letIn = await TryAsync(async () => await specialist.SignInAsync(cancel) is { } refusal
            ? Finding.Bad($"Good token: refused ({refusal}). {RemedyFor(refusal)}")
            : Finding.Good("Good token: accepted."));
        yield return letIn;
        if (!letIn.IsGood)
        {
            yield return Finding.Bad("Bad tokens: not tried. Where nobody gets in, a refusal proves nothing.");
            yield break;
        }

        foreach (var (what, bad) in new[] { ("No token", null), ("Expired token", tokens.Expired()), ("Token with alg none", tokens.Unsigned()), ("Token by another key", tokens.ByAnotherKey()) })
            yield return await TryAsync(() => BeforeTheDoorAsync(what, domain, room, bad, cancel));

        var entered = await TryAsync(() => EnterAsync(specialist, roomJid, cancel));
        yield return entered;
        yield return await arrivals.ReservationAsync(tokens.Reason, cancel);
        if (!entered.IsGood)
        {
            yield return Finding.Bad("Patient, token for another room, events: not tried. They need the specialist's room.");
            yield break;
        }

        yield return await TryAsync(() => AsPatientAsync(domain, room, roomJid, tokens.Of(ParticipantRole.Patient), cancel));
        yield return await TryAsync(() => ForAnotherRoomAsync(domain, room, roomJid, tokens.ForAnotherRoom(), cancel));
        yield return await arrivals.EventAsync(tokens.Reason, cancel);
    }

    private BoshSession Session(string domain, string room, string? jwt)
        => new(server.Http, $"{jitsi.Address}/http-bind?room={room}{(jwt is null ? "" : $"&token={jwt}")}", domain, clock);

    private async Task<Finding> BeforeTheDoorAsync(string what, string domain, string room, string? bad, CancellationToken cancel)
    {
        await using var session = Session(domain, room, bad);
        return await session.SignInAsync(cancel) is { } refusal
            ? Finding.Good($"{what}: refused ({refusal}).")
            : Finding.Bad($"{what}: accepted! {(bad is null ? "Set JWT_ALLOW_EMPTY=0, ENABLE_GUESTS=0 and AUTH_TYPE=jwt on the server." : "The server does not check tokens; set AUTH_TYPE=jwt, and use a current release.")}");
    }

    private static async Task<Finding> EnterAsync(BoshSession session, string roomJid, CancellationToken cancel)
    {
        if (await session.ReserveAsync(roomJid, cancel) is { } refusal)
            return Finding.Bad($"Room: not opened ({refusal}). {RemedyFor(refusal)}");

        var entry = await session.JoinAsync(roomJid, Watch, cancel);
        return !entry.IsIn ? Finding.Bad($"Room: the specialist's token was let in by the server and refused by the room ({entry.Refusal}). Is Jitsi:XmppDomain the server's, and its clock right?")
            : entry.Moderates ? Finding.Good("Room: opened, and the specialist moderates it.")
            : Finding.Bad("Room: the specialist does not moderate it. Add token_affiliation to XMPP_MUC_MODULES.");
    }

    private async Task<Finding> AsPatientAsync(string domain, string room, string roomJid, string jwt, CancellationToken cancel)
    {
        await using var session = Session(domain, room, jwt);
        if (await session.SignInAsync(cancel) is { } refusal)
            return Finding.Bad($"Patient: the token was refused ({refusal}). {RemedyFor(refusal)}");

        var entry = await session.JoinAsync(roomJid, Watch, cancel);
        return !entry.IsIn ? Finding.Bad($"Patient: not let into the room ({entry.Refusal}). {RemedyFor(entry.Refusal ?? "")}")
            : entry.Moderates ? Finding.Bad("Patient: moderates the room, and can remove the specialist! Set ENABLE_AUTO_OWNER=0, JICOFO_ENABLE_AUTH=0 and WAIT_FOR_HOST_DISABLE_AUTO_OWNERS=1, and use token_affiliation.")
            : Finding.Good($"Patient: in the room, no moderator ({entry.Affiliation}).");
    }

    private async Task<Finding> ForAnotherRoomAsync(string domain, string room, string roomJid, string jwt, CancellationToken cancel)
    {
        await using var session = Session(domain, room, jwt);
        var refusal = await session.SignInAsync(cancel);
        if (refusal is null && await session.JoinAsync(roomJid, TimeSpan.Zero, cancel) is var entry)
            refusal = entry.IsIn ? null : entry.Refusal;
        return refusal is null
            ? Finding.Bad("Token for another room: let in! The rooms do not check tokens: token_verification must be on for the rooms' component (AUTH_TYPE=jwt does that).")
            : Finding.Good($"Token for another room: refused ({refusal}).");
    }

    private static string RemedyFor(string refusal)
    {
        return refusal switch
        {
            _ when Says("public key") => "The server could not fetch the portal's key: set JWT_ASAP_KEYSERVER to {Clinic:PublicUrl}/Jitsi/Keys, and see that the server can reach that.",
            _ when Says("signature") || Says("incorrect alg") => "The server knows another key: compare Jitsi:AppSecret with its JWT_APP_SECRET, or Jitsi:KeyId with what its key server has.",
            _ when Says("'iss'") => "Add Jitsi:AppId to its JWT_ACCEPTED_ISSUERS.",
            _ when Says("'aud'") => "Add Jitsi:Audience (or Jitsi:AppId) to its JWT_ACCEPTED_AUDIENCES.",
            _ when Says("by nbf") || Says("by exp") => "The clocks are apart: use NTP on both machines.",
            _ when Says("reservation") => "The server asked for a reservation and did not get it: does PROSODY_RESERVATION_REST_BASE_URL reach this portal, and is its token Jitsi:ReservationToken?",
            _ => "Compare its settings with deploy/jitsi (docs/jitsi.md).",
        };

        bool Says(string words) => refusal.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Finding> TryAsync(Func<Task<Finding>> look)
    {
        try
        {
            return await look();
        }
        catch (JitsiUnreachable e)
        {
            return Finding.Bad($"XMPP: {e.Message}. Is Jitsi:XmppDomain right, and is the server's /http-bind reachable?");
        }
    }
}
