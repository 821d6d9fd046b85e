using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>
/// The headers of every answer, in one place. A page that needs more says so with <see cref="AllowsAttribute"/>; no script inline is ever
/// allowed, and no COEP is sent, which would block the video server's script.
/// </summary>
public sealed class SecurityHeaders(RequestDelegate next, ContentPolicies policies, IOptions<ClinicOptions> clinic)
{
    private static readonly string AYear = $"max-age={(long)TimeSpan.FromDays(365).TotalSeconds}; includeSubDomains";

    /// <summary>In seconds: a database that is started again is back by then, and a disk that is full is looked at no sooner.</summary>
    private const string SoonAgain = "5";

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
        var endpoint = context.GetEndpoint()?.Metadata;
        var allowed = endpoint?.GetMetadata<AllowsAttribute>()?.What ?? Allowance.Nothing;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policies.ContentOf(allowed);
        headers["Permissions-Policy"] = policies.PermissionsOf(allowed);
        headers["Reporting-Endpoints"] = ContentPolicies.ReportingEndpoints;
        headers["Referrer-Policy"] = allowed == Allowance.VideoRoom ? "no-referrer" : "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XContentTypeOptions = "nosniff";
        // Files and what the framework says by itself leave it out.
        if (context.Response.ContentType is { } type && (type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("+xml", StringComparison.Ordinal)) && !type.Contains("charset", StringComparison.Ordinal))
            context.Response.ContentType = $"{type}; charset=utf-8";
        if (clinic.Value.IsSecure)
            headers.StrictTransportSecurity = AYear;
        if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && headers.RetryAfter.Count == 0)
            headers.RetryAfter = SoonAgain;
        // The framework's forms say it in more words.
        if (headers.CacheControl.Count == 0 || headers.CacheControl.ToString().Contains("no-store", StringComparison.Ordinal))
            headers.CacheControl = "no-store";
        if (HttpMethods.IsPost(context.Request.Method) && endpoint?.GetMetadata<ClearsSiteDataAttribute>() is not null)
            headers[ClearsSiteDataAttribute.Header] = ClearsSiteDataAttribute.Value;
    }
}
