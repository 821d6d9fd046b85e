using System.Diagnostics;
using System.Globalization;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;

namespace ClinicaMV.Benchmarks;

/// <summary>From the start of the process to the first answer, and how much memory it has then: the portal as it is published, beside a bare Kestrel.</summary>
internal static class StartBenchmark
{
    /// <summary>The word by which this program serves as the bare Kestrel.</summary>
    public const string Bare = "bare-kestrel";

    private const int Starts = 7;
    private const double MostMs = 1_200;
    private const double MostBytes = 180e6;

    public static async Task RunAsync()
    {
        var published = Directory.CreateTempSubdirectory("clinicamv-start-");
        await using (var publish = ProgramRun.Start(Repository.Folder, [], "publish", "ClinicaMV", "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", published.FullName, "-v", "quiet", "-p:UseSharedCompilation=false", "-nodeReuse:false"))
        {
            if (await publish.EndAsync(TimeSpan.FromMinutes(10)) != 0)
                throw new InvalidOperationException(publish.Said);
        }

        using var installation = Installation.PublishedForProduction(published.FullName);
        var (portal, bare) = (new List<Measured>(), new List<Measured>());
        for (var i = 0; i <= Starts; i++)
        {
            portal.Add(await MeasureAsync(() => installation.Start()));
            bare.Add(await MeasureAsync(() => ProgramRun.Start(published.FullName, [], Environment.GetCommandLineArgs()[0], Bare)));
        }

        // The first start makes the database.
        var ((ms, mib, files), (bareMs, bareMib, _)) = (Middle(portal.Skip(1)), Middle(bare.Skip(1)));
        Scoreboard.Record("start", "SQLite, ReadyToRun", "first answer under 1.2 s on two cores", string.Create(CultureInfo.InvariantCulture,
            $"median of {Starts}: {ms:0} ms, {mib:0} MiB, {files:0} of them mapped files; bare Kestrel {bareMs:0} ms, {bareMib:0} MiB: {ms / bareMs:0.0} times; the first one, with its migrations, {portal[0].Ms:0} ms: {(ms < MostMs ? "met" : "missed")}"));
        await Clinics.InAsync<SqliteClinic>(async clinic =>
        {
            using var loaded = Installation.Published(published.FullName).With("Clinic:Demo", "false");
            var figures = (await new MixedLoad(clinic, loaded).RunAsync()).Prove();
            Scoreboard.Record("start-load", "SQLite, ReadyToRun", "under 180 MB after load", $"{figures.Memory}: {(figures.MiB * 1024 * 1024 < MostBytes ? "met" : "missed")}");
        });
        published.Delete(recursive: true);
    }

    public static async Task ServeAsync()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => "Hello");
        await app.RunAsync();
    }

    private static async Task<Measured> MeasureAsync(Func<ProgramRun> start)
    {
        var from = Stopwatch.GetTimestamp();
        await using var run = start();
        using var http = new HttpClient { BaseAddress = await run.ListeningAsync() };
        // As the proxy in front of it says; the bare Kestrel does not look.
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        (await http.GetAsync("/")).EnsureSuccessStatusCode();
        var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        var (now, files, _) = run.Memory();
        return new(took, now, files);
    }

    private static Measured Middle(IEnumerable<Measured> measured) => measured.OrderBy(m => m.Ms).ElementAt(Starts / 2);

    private sealed record Measured(double Ms, double MiB, double FilesMiB);
}
