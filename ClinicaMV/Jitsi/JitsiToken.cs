using ClinicaMV.Appointments;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Jitsi;

/// <summary>
/// The token that lets one participant into one room of a server with JWT authentication. Claims as Prosody's
/// <c>token_verification</c> and <c>token_affiliation</c> modules read them; no personal data.
/// </summary>
public sealed class JitsiToken(IOptions<JitsiOptions> options, JitsiKey key)
{
    // Prosody allows no leeway at all for nbf.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly JitsiOptions jitsi = options.Value;

    /// <param name="room">The exact room; never a wildcard.</param>
    /// <param name="role">Only the specialist moderates.</param>
    /// <param name="pseudonym">Who it is, to us alone and for this visit alone.</param>
    /// <param name="roleName">Shown in the room: the role in words, not the person.</param>
    /// <param name="closesAt">The end of the join window: nothing opens with the token afterwards.</param>
    public string Mint(string room, ParticipantRole role, string pseudonym, string roleName, DateTime now, DateTime closesAt)
    {
        var (issuer, audience, subject) = Parties();
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "JWT",
            SigningCredentials = key.Credentials,
            Claims = new Dictionary<string, object>
            {
                ["iss"] = issuer,
                ["aud"] = audience,
                ["sub"] = subject,
                ["room"] = room,
                ["nbf"] = EpochTime.GetIntDate(now - ClockSkew),
                ["exp"] = EpochTime.GetIntDate(closesAt),
                ["context"] = Context(role, pseudonym, roleName),
            },
        });
    }

    private (string Issuer, string Audience, string Subject) Parties() => jitsi.Server switch
    {
        JitsiServer.Demo => (DemoServer.AppId, DemoServer.AppId, DemoServer.AppId),
        JitsiServer.JaaS => ("chat", "jitsi", jitsi.AppId),
        _ => (jitsi.AppId, jitsi.Audience is { Length: > 0 } audience ? audience : jitsi.AppId, jitsi.XmppDomain),
    };

    private Dictionary<string, object> Context(ParticipantRole role, string pseudonym, string roleName)
    {
        var moderates = role == ParticipantRole.Specialist;
        return new()
        {
            ["user"] = new Dictionary<string, object>
            {
                ["id"] = pseudonym,
                ["name"] = roleName,
                ["affiliation"] = moderates ? "owner" : "member",
                ["moderator"] = Yes(moderates),
            },
            ["features"] = new Dictionary<string, object>
            {
                ["recording"] = false,
                ["livestreaming"] = false,
                ["transcription"] = false,
                ["outbound-call"] = false,
            },
        };
    }

    // JaaS reads words, Prosody a boolean.
    private object Yes(bool moderates) => jitsi.Server is not JitsiServer.JaaS ? moderates : moderates ? "true" : "false";
}
