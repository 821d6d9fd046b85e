using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>
/// A portal whose address is https answers nothing over plain http: the cookies would not work, and what looks like our
/// fault is a proxy that does not say how it was asked.
/// </summary>
public sealed partial class HttpsOnly(RequestDelegate next, IOptions<ClinicOptions> clinic, ILogger<HttpsOnly> log)
{
    private const string Words = "This portal is served over https only. If a reverse proxy stands in front of it, it has to send X-Forwarded-Proto.";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.IsHttps || !clinic.Value.IsSecure || HealthEndpoints.IsProbe(context.Request.Path))
            return next(context);

        LogPlain();
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(Words, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request came over plain http; the reverse proxy has to send X-Forwarded-Proto")]
    private partial void LogPlain();
}
