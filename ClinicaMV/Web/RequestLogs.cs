using Microsoft.AspNetCore.StaticAssets;
using Serilog;
using Serilog.AspNetCore;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace ClinicaMV.Web;

/// <summary>
/// What is logged, and how: one line per request with the route's pattern instead of its path, because a path can hold a room and a query a
/// code; people and visits by their ids only. In Production compact JSON, one object a line, for a log processor.
/// </summary>
public static class RequestLogs
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogRedaction>();
        builder.Services.AddSerilog((services, log) => log.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            // Whoever asked decides whether a failure is an error, and says so: a taken hour is not, and a server that is away has one line of the command's.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Database", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Update", LogEventLevel.Fatal)
            // Warnings about how a table is rebuilt are for whoever writes the migration; its tests have run.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Migrations", LogEventLevel.Error)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            // The exception goes on to the command line, which says it in one line.
            .Filter.ByExcluding(line => line.MessageTemplate.Text == "Hosting failed to start")
            // So it is meant, and written down in docs/security.md: whoever starts a clinic for the first time is not to be alarmed by it.
            .Filter.ByExcluding(line => line.MessageTemplate.Text.StartsWith("No XML encryptor configured.", StringComparison.Ordinal))
            .Enrich.FromLogContext()
            .Enrich.With(services.GetRequiredService<LogRedaction>())
            .ReadFrom.Services(services)
            .WriteTo.Console(new LogRedaction.Formatter(builder.Environment.IsDevelopment()
                ? new MessageTemplateTextFormatter("[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}{NewLine}{Exception}")
                : new RenderedCompactJsonFormatter())),
            // Not by way of the static one, which two hosts in one process share.
            preserveStaticLogger: true);
    }

    public static void Configure(RequestLoggingOptions options, Serilog.ILogger log)
    {
        options.Logger = log;
        options.MessageTemplate = "{RequestMethod} {Route} {StatusCode} in {Elapsed:0.0} ms";
        options.IncludeQueryInRequestPath = false;
        options.GetMessageTemplateProperties = (request, _, elapsed, status) =>
        [
            new("RequestMethod", new ScalarValue(MethodOf(request))),
            new("Route", new ScalarValue((request.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)")),
            new("StatusCode", new ScalarValue(status)),
            new("Elapsed", new ScalarValue(elapsed)),
        ];
        // Whoever has gone away meanwhile is no fault.
        options.GetLevel = (request, _, failure) => failure is OperationCanceledException or IOException && request.RequestAborted.IsCancellationRequested ? LogEventLevel.Debug
            : failure is not null || request.Response.StatusCode >= 500 ? LogEventLevel.Error
            // Hundreds a second, from people who only wait.
            : request.Response.StatusCode == StatusCodes.Status304NotModified ? LogEventLevel.Debug
            : request.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null ? LogEventLevel.Debug
            // A proxy asks every two seconds, a container's engine beside it; a portal that is not ready has said so above.
            : HealthEndpoints.IsProbe(request.Request.Path) ? LogEventLevel.Debug
            : LogEventLevel.Information;
    }

    // Anybody can send any word as a method.
    private static string MethodOf(HttpContext request)
        => HttpMethods.GetCanonicalizedValue(request.Request.Method) is var method && method.All(char.IsAsciiLetterUpper) && method.Length <= 7 ? method : "(other)";
}
