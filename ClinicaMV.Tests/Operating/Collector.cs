using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClinicaMV.Tests.Operating;

/// <summary>An OTLP collector on a real socket: it takes what comes, and keeps the bytes. What protobuf calls a string stands in them as it is.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Text)> received = [];

    private Collector(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector.app.Urls.Add("http://127.0.0.1:0");
        collector.app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            collector.received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.ContentType = "application/x-protobuf";
        });
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>All that came to that path.</summary>
    public string Received(string path) => string.Concat(received.Where(r => r.Path == path).Select(r => r.Text));

    /// <inheritdoc cref="OtlpMetrics.Of"/>
    public IReadOnlyDictionary<string, double> Metrics() => OtlpMetrics.Of(Encoding.Latin1.GetBytes(Received("/v1/metrics")));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
