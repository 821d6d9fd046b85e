namespace ClinicaMV.Web;

/// <summary>What no route knows does not exist, for strangers too: to sign in would not help them.</summary>
public sealed class KnownAddresses(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not null)
            return next(context);

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
