using Microsoft.AspNetCore.StaticAssets;

namespace ClinicaMV.Web;

/// <summary>What no route knows does not exist, for strangers too: to sign in would not help them.</summary>
public sealed class KnownAddresses(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is { } endpoint && !IsFileAsFolder(context, endpoint))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // Routing takes no notice of a slash at the end.
    private static bool IsFileAsFolder(HttpContext context, Endpoint endpoint)
        => context.Request.Path.Value is [.., '/'] && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
