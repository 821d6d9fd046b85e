using System.Text.RegularExpressions;
using ClinicaMV.Auditing;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ClinicaMV.Tests.Operating;

/// <summary>Traces and metrics reach a collector, and hold nobody: no name, address, id, code, room, path or word of a stranger.</summary>
/// <remarks>Alone: meters of one name are one in a process, and end with whichever host ends first.</remarks>
[Collection(nameof(TelemetryStories))]
[CollectionDefinition(nameof(TelemetryStories), DisableParallelization = true)]
public sealed partial class TelemetryStories : IAsyncLifetime
{
    private readonly SqliteClinic clinic = new();
    private Collector collector = null!;

    private const string Word = "quisquilla-zarzamora";

    [Fact]
    public async Task A_collector_learns_what_happens_and_of_nobody()
    {
        clinic.NewDay();
        var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5));
        await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));

        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        clinic.Services.GetRequiredService<MeterProvider>().ForceFlush();
        var waiting = collector.Metrics();
        Assert.Equal((1, 120), (waiting["clinicamv.patients.waiting"], waiting["clinicamv.patients.longest_wait"]));
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room");
        var room = (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Room")).Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;
        await StrangerAsync(appointment.PublicId);
        clinic.Services.GetRequiredService<JitsiMeter>().CountForgedRoom();
        clinic.Services.GetRequiredService<JitsiMeter>().CountIgnoredReport("Room");
        clinic.Services.GetRequiredService<TracerProvider>().ForceFlush();
        clinic.Services.GetRequiredService<MeterProvider>().ForceFlush();

        var (traces, metrics) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"));
        Assert.Contains("Visits/{id:length(26)}/Join", traces);
        Assert.Contains("http.server.request.duration", metrics);
        var figures = collector.Metrics();
        Assert.Equal((2, 0, 1, 1), (figures["clinicamv.joins decision=Open"], figures["clinicamv.patients.waiting"], figures["clinicamv.jitsi.forged_rooms"], figures["clinicamv.jitsi.ignored_reports why=Room"]));
        Assert.Equal((1, 120), (figures["clinicamv.patients.waited count"], figures["clinicamv.patients.waited"]));
        Assert.InRange(figures["clinicamv.events kind=RoomIssued outcome=Allowed"], 2, double.MaxValue);
        Assert.Equal(Promised(), figures.Keys.Select(key => key.Split(' ')[0]).Where(name => name.StartsWith("clinicamv.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        string[] planted = [Word, room, appointment.PublicId, clinic.Ana.Id, clinic.Ana.Email!, "García", clinic.Bruno.Email!, "198.51.100", TestClinic.Password];
        Assert.All(planted, word => Assert.DoesNotContain(word, traces + metrics, StringComparison.OrdinalIgnoreCase));
        Scoreboard.Record("S26", "OpenTelemetry", "no personal data in what a collector gets", $"{planted.Length} planted; {traces.Length + metrics.Length} bytes; 0 found");
    }

    /// <summary>What operators are told that there is.</summary>
    private static IEnumerable<string> Promised()
    {
        var told = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "operations.md")).Split("**Metrics and traces**")[1].Split("Alarms")[0];
        return Names().Matches(told).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"`(clinicamv\.[a-z_.]+)`")]
    private static partial Regex Names();

    public async Task InitializeAsync()
    {
        collector = await Collector.StartAsync();
        clinic.Configure("Otel:Endpoint", collector.Address);
        await clinic.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await collector.DisposeAsync();
    }

    /// <summary>Says a word wherever a request can hold one.</summary>
    private async Task StrangerAsync(string id)
    {
        var stranger = clinic.Visitor();
        stranger.From = "198.51.100.7";
        using var odd = new HttpRequestMessage(new HttpMethod(Word.Replace("-", "")), $"/{Word}?x={Word}");
        odd.Headers.TryAddWithoutValidation("User-Agent", Word);
        odd.Headers.TryAddWithoutValidation("Referer", $"https://x.test/{Word}");
        odd.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        odd.Headers.TryAddWithoutValidation("tracestate", $"x={Word}");
        odd.Headers.TryAddWithoutValidation("baggage", $"x={Word}");
        (await stranger.Http.SendAsync(odd)).Dispose();
        foreach (var address in new[] { $"/Calendar/{Word}.ics", $"/Visits/{id}/Join?x={Word}", $"/DemoJitsi/{Word}" })
            (await stranger.SendAsync(HttpMethod.Get, address)).Dispose();
    }
}
