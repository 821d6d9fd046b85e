using ClinicaMV.Jitsi;

namespace ClinicaMV.Web;

/// <summary>Whoever does not show the secret learns nothing, not even what was missing.</summary>
internal sealed partial class BearerFilter(BearerSecret bearer, ILogger<BearerFilter> log) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.ExpectNoPage();
        if (bearer.IsShownBy(context.HttpContext))
            return next(context);

        LogStranger();
        return new(Results.StatusCode(StatusCodes.Status401Unauthorized));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call of a video server came without the right secret")]
    private partial void LogStranger();
}
