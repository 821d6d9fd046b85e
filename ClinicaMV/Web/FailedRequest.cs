using Microsoft.AspNetCore.Diagnostics;

namespace ClinicaMV.Web;

/// <summary>A request that has failed is asked for a second time, with the same method and body, by way of the error page.</summary>
internal static class FailedRequest
{
    /// <summary>Whether it is the error page that answers now.</summary>
    public static bool HasFailed(this HttpContext request)
        => request.Features.Get<IStatusCodeReExecuteFeature>() is not null || request.Features.Get<IExceptionHandlerFeature>() is not null;

    /// <summary>What was asked for, also when it is the error page that answers for it.</summary>
    public static Endpoint? AskedEndpoint(this HttpContext request)
        => request.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? request.GetEndpoint();
}
