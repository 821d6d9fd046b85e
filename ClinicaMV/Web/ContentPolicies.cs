using ClinicaMV.Jitsi;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>What a browser may load and use on our pages: nothing, unless it stands here.</summary>
public sealed class ContentPolicies
{
    public const string ReportPath = "/csp-report";
    public const string ReportingEndpoints = $"csp=\"{ReportPath}\"";

    private const string Self = "'self'";
    private const string None = "'none'";

    // Every feature that Chromium knows and that asks for a device, a person or money; one that it does not know is an error in its console, on every page.
    // "autoplay" and "sync-xhr" are neither.
    private static readonly string[] Features =
    [
        "accelerometer", "browsing-topics", "camera", "clipboard-read", "clipboard-write", "display-capture",
        "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts",
        "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create",
        "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
    ];

    private static readonly string[] OfVisits = ["camera", "microphone", "display-capture", "fullscreen", "picture-in-picture", "screen-wake-lock", "clipboard-write"];
    private static readonly string[] OfDevices = ["camera", "microphone"];
    private static readonly string[] OfPasskeys = ["publickey-credentials-create", "publickey-credentials-get"];

    private readonly string jitsiOrigin;
    private readonly string scriptOrigin;
    private readonly Dictionary<Allowance, (string Content, string Permissions)> policies;

    public ContentPolicies(IOptions<JitsiOptions> jitsi)
    {
        jitsiOrigin = jitsi.Value.Origin;
        scriptOrigin = jitsi.Value.Script is JitsiScript.Remote ? jitsi.Value.Origin : "";
        policies = Enum.GetValues<Allowance>().ToDictionary(a => a, a => (Content(a), Permissions(a)));
    }

    public string ContentOf(Allowance allowed) => policies[allowed].Content;

    public string PermissionsOf(Allowance allowed) => policies[allowed].Permissions;

    private string Content(Allowance allowed)
    {
        var (script, style, frame, ancestors) = allowed switch
        {
            Allowance.VideoRoom => ($"{Self} {scriptOrigin}", Self, $"{Self} {jitsiOrigin}", None),
            Allowance.DemoFrame => (Self, Self, None, Self),
            Allowance.MailPreview => (None, $"{Self} 'unsafe-inline'", None, Self),
            Allowance.OwnFrames => (Self, Self, Self, None),
            Allowance.JobsDashboard => (Self, $"{Self} 'unsafe-inline'", None, None),
            _ => (Self, Self, None, None),
        };
        var connect = allowed == Allowance.DeviceCheck ? $"{Self} {jitsiOrigin}" : Self;
        return $"default-src 'none'; script-src {script.TrimEnd()}; style-src {style}; img-src 'self' data:; font-src 'self'; connect-src {connect.TrimEnd()}; "
            + $"media-src 'self'; manifest-src 'self'; frame-src {frame.TrimEnd()}; form-action 'self'; base-uri 'none'; object-src 'none'; "
            + $"frame-ancestors {ancestors}; report-uri {ReportPath}; report-to csp";
    }

    private string Permissions(Allowance allowed)
    {
        var (granted, to) = allowed switch
        {
            Allowance.VideoRoom => (OfVisits, jitsiOrigin.Length > 0 ? $"(self \"{jitsiOrigin}\")" : "(self)"),
            Allowance.DemoFrame => (OfVisits, "(self)"),
            Allowance.DeviceCheck => (OfDevices, "(self)"),
            Allowance.Passkeys => (OfPasskeys, "(self)"),
            _ => ([], ""),
        };
        return string.Join(", ", Features.Select(feature => $"{feature}={(granted.Contains(feature) ? to : "()")}"));
    }
}
