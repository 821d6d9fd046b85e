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

/// <summary>Which video server the visits run on and how it knows our tokens (section <c>Jitsi</c>).</summary>
public sealed class JitsiOptions
{
    public const string PublicDomain = "meet.jit.si";
    public const int MinSecretBytes = 32;

    private const int MinSecretCharacters = 8;
    private static readonly string[] SampleWords = ["change", "example", "password", "replace", "sample", "secret", "12345678", "abcdefgh"];

    public JitsiServer Server { get; set; } = JitsiServer.SelfHosted;

    /// <summary>Host (and port) of the video server, e.g. <c>meet.example.org</c>.</summary>
    public string Domain { get; set; } = "";

    /// <summary>What every room name begins with: <c>[a-z0-9]+</c>, because Prosody and the web client change anything else.</summary>
    public string RoomPrefix { get; set; } = "cita";

    public string AppId { get; set; } = "";

    /// <summary>The HS256 secret shared with Prosody: at least 32 bytes, used as raw UTF-8.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>The token's <c>aud</c>; the app id when empty.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The token's <c>sub</c>: Prosody's own domain (docker-jitsi-meet: <c>meet.jitsi</c>), not the public host.</summary>
    public string XmppDomain { get; set; } = "meet.jitsi";

    /// <summary>With which Prosody asks whether a room may exist (<c>Authorization: Bearer …</c>). Without it there is nothing to ask.</summary>
    public string ReservationToken { get; set; } = "";

    /// <summary>With which Prosody reports who came and went. Without it nobody can.</summary>
    public string EventToken { get; set; } = "";

    /// <summary>With which JaaS signs its webhooks. Without it there are none.</summary>
    public string JaasWebhookSecret { get; set; } = "";

    /// <summary>The administrator's consent to rooms that whoever knows the name may enter.</summary>
    public bool AcceptOpenRooms { get; set; }

    /// <summary>Hands the participant's name to the page of the video server. Never part of the token.</summary>
    public bool ShareDisplayNames { get; set; }

    public bool UsesToken => Server is JitsiServer.SelfHosted && AppSecret.Length > 0 || Server is JitsiServer.Demo;

    /// <summary>Refuses what would leave the door open. Each message names the key.</summary>
    public sealed class Validator(IHostEnvironment environment) : OptionsValidator<JitsiOptions>
    {
        protected override IEnumerable<string> FaultsOf(JitsiOptions o)
        {
            if (o.RoomPrefix.Length is 0 or > 32 || !o.RoomPrefix.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9'))
                yield return "Jitsi:RoomPrefix must be 1 to 32 characters of a-z and 0-9.";

            var faults = o.Server switch
            {
                JitsiServer.Demo => DemoFaults(),
                JitsiServer.Public => PublicFaults(o),
                JitsiServer.SelfHosted => SelfHostedFaults(o),
                not JitsiServer.JaaS => ["Jitsi:Server must be SelfHosted, Public or Demo."],
                _ => ["Jitsi:Server: JaaS is not supported by this version; use SelfHosted."],
            };
            foreach (var fault in faults.Concat(ServerSecretFaults(o)))
                yield return fault;
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
            if (Uri.CheckHostName(o.Domain.Split(':')[0]) == UriHostNameType.Unknown || o.Domain.Contains('/'))
                yield return "Jitsi:Domain must be the host name of the video server, without https://.";
            if (o.AppSecret.Length == 0 && o.AcceptOpenRooms)
                yield break;
            if (o.AppId.Length == 0)
                yield return "Jitsi:AppId is missing.";
            if (Encoding.UTF8.GetByteCount(o.AppSecret) < MinSecretBytes)
                yield return $"Jitsi:AppSecret is missing or shorter than {MinSecretBytes} bytes.";
            else if (IsSample(o.AppSecret))
                yield return "Jitsi:AppSecret is a sample value, not a secret.";
            if (o.XmppDomain.Length == 0)
                yield return "Jitsi:XmppDomain is missing.";
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
