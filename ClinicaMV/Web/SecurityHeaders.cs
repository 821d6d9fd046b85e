using ClinicaMV.Jitsi;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>
/// The headers of every answer, in one place. A page that needs more says so with <see cref="AllowsAttribute"/>; nothing
/// inline is ever allowed, and no COEP is sent, which would block the video server's script.
/// </summary>
public sealed class SecurityHeaders(RequestDelegate next, IOptions<JitsiOptions> jitsi)
{
    private readonly string jitsiOrigin = jitsi.Value.Origin;
    private readonly string scriptOrigin = jitsi.Value.Script is JitsiScript.Remote ? jitsi.Value.Origin : "";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            Write(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Write(HttpContext context)
    {
        var allowed = context.GetEndpoint()?.Metadata.GetMetadata<AllowsAttribute>()?.What ?? Allowance.Nothing;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy(allowed);
        headers["Permissions-Policy"] = PermissionsPolicy(allowed);
        headers["Referrer-Policy"] = allowed == Allowance.VideoRoom ? "no-referrer" : "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XContentTypeOptions = "nosniff";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
    }

    private string ContentPolicy(Allowance allowed)
    {
        var (script, style, frame, ancestors) = allowed switch
        {
            Allowance.VideoRoom => ($"'self' {scriptOrigin}", "'self'", $"'self' {jitsiOrigin}", "'none'"),
            Allowance.DemoFrame => ("'self'", "'self'", "'none'", "'self'"),
            Allowance.MailPreview => ("'none'", "'self' 'unsafe-inline'", "'none'", "'self'"),
            Allowance.OwnFrames => ("'self'", "'self'", "'self'", "'none'"),
            _ => ("'self'", "'self'", "'none'", "'none'"),
        };
        var connect = allowed == Allowance.DeviceCheck ? $"'self' {jitsiOrigin}" : "'self'";
        return $"default-src 'none'; script-src {script.TrimEnd()}; style-src {style}; img-src 'self' data:; font-src 'self'; connect-src {connect.TrimEnd()}; "
            + $"media-src 'self'; manifest-src 'self'; frame-src {frame.TrimEnd()}; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}";
    }

    private string PermissionsPolicy(Allowance allowed)
    {
        var devices = allowed switch
        {
            Allowance.VideoRoom => jitsiOrigin.Length > 0 ? $"(self \"{jitsiOrigin}\")" : "(self)",
            Allowance.DemoFrame or Allowance.DeviceCheck => "(self)",
            _ => "()",
        };
        return $"camera={devices}, microphone={devices}, display-capture={devices}, geolocation=(), payment=(), usb=()";
    }
}
