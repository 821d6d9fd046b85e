using Serilog.AspNetCore;
using Serilog.Events;

namespace ClinicaMV.Web;

/// <summary>One line per request with the route's pattern instead of its path: a path can hold a room, a query a code.</summary>
public static class RequestLogs
{
    public static void Configure(RequestLoggingOptions options)
    {
        options.MessageTemplate = "{RequestMethod} {Route} {StatusCode} in {Elapsed:0.0} ms";
        options.IncludeQueryInRequestPath = false;
        options.GetMessageTemplateProperties = (request, _, elapsed, status) =>
        [
            new("RequestMethod", new ScalarValue(request.Request.Method)),
            new("Route", new ScalarValue((request.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)")),
            new("StatusCode", new ScalarValue(status)),
            new("Elapsed", new ScalarValue(elapsed)),
        ];
        options.GetLevel = (request, _, failure) => failure is not null || request.Response.StatusCode >= 500 ? LogEventLevel.Error
            : request.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null ? LogEventLevel.Debug
            : LogEventLevel.Information;
    }
}
