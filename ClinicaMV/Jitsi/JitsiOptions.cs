using System.Text;
using ClinicaMV.Clinic;

namespace ClinicaMV.Jitsi;

public enum JitsiServer
{
    /// <summary>Built in: connects two browsers directly. For trying the product; refused in Production.</summary>
    Demo,

    /// <summary>meet.jit.si, in a new tab: its rooms are open to whoever knows the name.</summary>
    Public,

    /// <summary>The clinic's own server, with tokens.</summary>
    SelfHosted,

    /// <summary>8x8's hosted service.</summary>
    JaaS,
}

/// <summary>Where the room page takes the video server's <c>external_api.js</c> from.</summary>
public enum JitsiScript
{
    /// <summary>From the video server, as it is today.</summary>
    Remote,

    /// <summary>From here: the copy that <c>jitsi pin</c> took.</summary>
    Pinned,
}

/// <summary>Which video server the visits run on and how it knows our tokens (section <c>Jitsi</c>).</summary>
public sealed class JitsiOptions
{
    public const string PublicDomain = "meet.jit.si";
    public const string JaasDomain = "8x8.vc";
    public const int MinSecretBytes = 32;

    private const int MinSecretCharacters = 8;
    private static readonly string[] SampleWords = ["change", "example", "password", "replace", "sample", "secret", "12345678", "abcdefgh"];

    [Option("`SelfHosted`; `JaaS` (8x8.vc); `Public` (meet.jit.si in a new tab); `Demo` (Development only): [which](docs/jitsi.md)")]
    public JitsiServer Server { get; set; } = JitsiServer.SelfHosted;

    [Option("host, and port if any, of the video server", Default = "required for `SelfHosted`")]
    public string Domain { get; set; } = "";

    /// <summary>What every room name begins with: <c>[a-z0-9]+</c>, because Prosody and the web client change anything else.</summary>
    [Option("what room names begin with: 1 to 32 of a–z and 0–9")]
    public string RoomPrefix { get; set; } = "cita";

    [Option("the token's `iss`; for JaaS the AppID", Default = "required for tokens")]
    public string AppId { get; set; } = "";

    /// <summary>The HS256 secret shared with Prosody: at least 32 bytes, used as raw UTF-8.</summary>
    [Option("signs the tokens (HS256); at least 32 bytes", Default = "this or a key")]
    public string AppSecret { get; set; } = "";

    /// <summary>PEM file of the RSA key that signs the tokens (RS256), in place of <see cref="AppSecret"/>; the video server knows its public half alone.</summary>
    [Option("PEM file of an RSA key of 2048 bits or more that signs the tokens (RS256); the public half is at `/Jitsi/Keys/`", Default = "this or a secret; required for JaaS")]
    public string PrivateKeyFile { get; set; } = "";

    /// <summary>Under which name the video server knows the public half of <see cref="PrivateKeyFile"/>: the token's <c>kid</c>.</summary>
    [Option("that key's name", Default = "this or a secret; required for JaaS")]
    public string KeyId { get; set; } = "";

    [Option("the token's `aud`", Default = "the `AppId`")]
    public string Audience { get; set; } = "";

    /// <summary>The token's <c>sub</c>: Prosody's own domain (docker-jitsi-meet: <c>meet.jitsi</c>), not the public host.</summary>
    [Option("the token's `sub`: Prosody's own domain, not the public host")]
    public string XmppDomain { get; set; } = "meet.jitsi";

    [Option("with which the video server asks whether a room may exist (`Authorization: Bearer …`); at least 32 bytes. Without it `/Jitsi/Reservations` does not exist")]
    public string ReservationToken { get; set; } = "";

    [Option("with which the video server reports who joined and left, at `/Jitsi/Events`; likewise")]
    public string EventToken { get; set; } = "";

    [Option("with which JaaS signs its webhooks, at `/Jitsi/JaaS`; likewise, and only with `JaaS`")]
    public string JaasWebhookSecret { get; set; } = "";

    [Option("consent to rooms that whoever knows the name may enter: needed for `Public` in Production, and for `SelfHosted` without tokens")]
    public bool AcceptOpenRooms { get; set; }

    [Option("hands the participant's name to the video server's page; it is never in the token")]
    public bool ShareDisplayNames { get; set; }

    [Option("`Remote`: the room page runs the video server's script; `Pinned`: the copy that `jitsi pin` took")]
    public JitsiScript Script { get; set; } = JitsiScript.Remote;

    public bool UsesToken => Server is JitsiServer.Demo or JitsiServer.JaaS || Server is JitsiServer.SelfHosted && (AppSecret.Length > 0 || SignsWithKey);

    /// <summary>Tokens are signed with <see cref="PrivateKeyFile"/> and not with a shared secret.</summary>
    public bool SignsWithKey => PrivateKeyFile.Length > 0;

    /// <summary>Host, and port if any, of a server that lets itself be embedded and is not our own.</summary>
    public string Host => Server switch
    {
        JitsiServer.SelfHosted => Domain,
        JitsiServer.JaaS => JaasDomain,
        _ => "",
    };

    /// <summary>The one foreign origin that the room page lets in; empty when there is none.</summary>
    public string Origin => Host.Length > 0 ? $"https://{Host}" : "";

    /// <summary>Where the server keeps what belongs to this clinic: JaaS has a folder for each customer.</summary>
    public string Address => Server is JitsiServer.JaaS ? $"{Origin}/{AppId}" : Origin;

    public string ScriptAddress => $"{Address}/external_api.js";

    /// <summary>The token's <c>kid</c>. JaaS wants it with the app id before it, as its console shows it.</summary>
    public string TokenKeyId => Server is JitsiServer.JaaS && !KeyId.Contains('/') ? $"{AppId}/{KeyId}" : KeyId;

    /// <summary>Refuses what would leave the door open. Each message names the key.</summary>
    public sealed class Validator(IHostEnvironment environment) : OptionsValidator<JitsiOptions>
    {
        protected override IEnumerable<string> FaultsOf(JitsiOptions o)
        {
            if (o.RoomPrefix.Length is 0 or > 32 || !o.RoomPrefix.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9'))
                yield return "Jitsi:RoomPrefix must be 1 to 32 characters of a-z and 0-9.";

            if (!Enum.IsDefined(o.Script))
                yield return "Jitsi:Script must be Remote or Pinned.";
            else if (o.Script is JitsiScript.Pinned && o.Server is JitsiServer.Demo or JitsiServer.Public)
                yield return $"Jitsi:Script: Pinned has nothing to pin with Jitsi:Server {o.Server}; leave it out.";

            var faults = o.Server switch
            {
                JitsiServer.Demo => DemoFaults(),
                JitsiServer.Public => PublicFaults(o),
                JitsiServer.SelfHosted => SelfHostedFaults(o).Concat(BorrowedFaults(o)),
                JitsiServer.JaaS => JaasFaults(o),
                _ => ["Jitsi:Server must be SelfHosted, JaaS, Public or Demo."],
            };
            foreach (var fault in faults.Concat(ServerSecretFaults(o)))
                yield return fault;
            if (o.Server is not JitsiServer.JaaS && o.JaasWebhookSecret.Length > 0)
                yield return "Jitsi:JaasWebhookSecret is for JaaS; a server of one's own tells with Jitsi:EventToken. Leave it out.";
        }

        private IEnumerable<string> DemoFaults()
        {
            if (!environment.IsDevelopment())
                yield return "Jitsi:Server: Demo runs in Development only; configure SelfHosted.";
        }

        private IEnumerable<string> PublicFaults(JitsiOptions o)
        {
            if (!environment.IsDevelopment() && !o.AcceptOpenRooms)
                yield return "Jitsi:Server: Public has rooms without a lock; set Jitsi:AcceptOpenRooms to true to accept that.";
        }

        private static IEnumerable<string> SelfHostedFaults(JitsiOptions o)
        {
            if (Uri.CheckHostName(o.Domain.Split(':')[0]) == UriHostNameType.Unknown || o.Domain.Contains('/') || !Uri.TryCreate($"https://{o.Domain}", UriKind.Absolute, out _))
                yield return "Jitsi:Domain must be the host name of the video server, without https://.";
            if (o is { AppSecret: "", PrivateKeyFile: "", KeyId: "", AcceptOpenRooms: true })
                yield break;
            if (o.AppId.Length == 0)
                yield return "Jitsi:AppId is missing.";
            if (o.XmppDomain.Length == 0)
                yield return "Jitsi:XmppDomain is missing.";
            foreach (var fault in o.SignsWithKey || o.KeyId.Length > 0 ? KeyFaults(o) : SecretFaults(o))
                yield return fault;
        }

        // By another name it is still everybody's server: it takes no token of ours, and whoever knows a name is in the room.
        private IEnumerable<string> BorrowedFaults(JitsiOptions o)
        {
            var host = o.Domain.Split(':')[0].TrimEnd('.');
            if (!environment.IsDevelopment() && (host.Equals(PublicDomain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{PublicDomain}", StringComparison.OrdinalIgnoreCase)))
                yield return $"Jitsi:Domain: {PublicDomain} is nobody's own server; name the clinic's, or accept open rooms with Jitsi:Server Public.";
        }

        private static IEnumerable<string> JaasFaults(JitsiOptions o)
        {
            if (o.Domain is not ("" or JaasDomain))
                yield return $"Jitsi:Domain: JaaS runs on {JaasDomain}; leave it out.";
            // It stands in addresses, and its name in the token.
            if (!o.AppId.StartsWith("vpaas-magic-cookie-", StringComparison.Ordinal) || !o.AppId.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
                yield return "Jitsi:AppId must be the AppID of JaaS, vpaas-magic-cookie-….";
            if (o.KeyId.Contains('/') && !o.KeyId.StartsWith(o.AppId + "/", StringComparison.Ordinal))
                yield return "Jitsi:KeyId is the key of another Jitsi:AppId.";
            if (o.ReservationToken.Length > 0 || o.EventToken.Length > 0)
                yield return "Jitsi:ReservationToken and Jitsi:EventToken are for a server of one's own; JaaS asks nothing, and tells with Jitsi:JaasWebhookSecret. Leave them out.";
            foreach (var fault in KeyFaults(o))
                yield return fault;
        }

        private static IEnumerable<string> SecretFaults(JitsiOptions o)
        {
            if (Encoding.UTF8.GetByteCount(o.AppSecret) < MinSecretBytes)
                yield return $"Jitsi:AppSecret is missing or shorter than {MinSecretBytes} bytes.";
            else if (IsSample(o.AppSecret))
                yield return "Jitsi:AppSecret is a sample value, not a secret.";
        }

        // One algorithm per key: a server that takes both would check one signature with the other's key.
        private static IEnumerable<string> KeyFaults(JitsiOptions o)
        {
            if (o.AppSecret.Length > 0)
                yield return "Jitsi:AppSecret and Jitsi:PrivateKeyFile both sign tokens; leave one of them out.";
            if (o.KeyId.Length is 0 or > 200 || !o.KeyId.All(c => c is > ' ' and <= '~'))
                yield return "Jitsi:KeyId must be the name of the key, up to 200 characters without spaces.";
            if (!o.SignsWithKey)
                yield return "Jitsi:PrivateKeyFile is missing.";
            else if (JitsiKey.FaultOf(o.PrivateKeyFile) is { } fault)
                yield return $"Jitsi:PrivateKeyFile {fault}.";
        }

        private static IEnumerable<string> ServerSecretFaults(JitsiOptions o)
            => new[]
            {
                (Key: "Jitsi:ReservationToken", Secret: o.ReservationToken),
                (Key: "Jitsi:EventToken", Secret: o.EventToken),
                (Key: "Jitsi:JaasWebhookSecret", Secret: o.JaasWebhookSecret),
            }.Where(s => s.Secret.Length > 0).SelectMany(s => FaultsOf(s.Key, s.Secret));

        private static IEnumerable<string> FaultsOf(string key, string secret)
        {
            if (Encoding.UTF8.GetByteCount(secret) < MinSecretBytes)
                yield return $"{key} is shorter than {MinSecretBytes} bytes.";
            else if (IsSample(secret))
                yield return $"{key} is a sample value, not a secret.";
        }

        // Few letters, a word out of a manual, or one piece written again and again.
        private static bool IsSample(string secret)
            => secret.Distinct().Count() < MinSecretCharacters
            || SampleWords.Any(word => secret.Contains(word, StringComparison.OrdinalIgnoreCase))
            || (secret + secret).IndexOf(secret, 1, StringComparison.Ordinal) < secret.Length;
    }
}
