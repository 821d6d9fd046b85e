using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Benchmarks;

/// <summary>What a thousand people in the waiting room cost the server.</summary>
internal static class WaitingBenchmark
{
    private const int Patients = 1_000;
    private const int ManyMore = 4_000;
    private const double MostCores = 0.1;

    // As poll.js has it.
    private const int Hold = 40;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public static async Task RunAsync()
    {
        foreach (var database in Sizes.Databases)
            await MeasureAsync(database);
    }

    /// <summary>The ways that were not taken.</summary>
    public static async Task CompareAsync()
    {
        Record("SQLite, asked every 2.5 seconds, for comparison", await WaitAsync("SQLite", Patients, hold: 0));
        await Clinics.InAsync<SqliteClinic>(ListenAsync);
    }

    /// <returns>What one more question costs, in milliseconds, all the time included in which it is held: what the process does anyhow is not in it.</returns>
    public static async Task<double> MeasureAsync(string database)
    {
        var (few, many) = (await WaitAsync(database, Patients, Hold), await WaitAsync(database, ManyMore, Hold));
        Record(database, few);
        var each = 1_000 * (many.Cores - few.Cores) / (many.Rate - few.Rate);
        Scoreboard.Record("waiting-question", database, $"what one more question costs that is held for {Hold} seconds: {Patients:N0} who wait beside {ManyMore:N0}", FormattableString.Invariant($"{each:0.00} ms CPU; {many}"));
        return each;
    }

    private static async Task<WaitingFigures> WaitAsync(string database, int patients, int hold)
    {
        WaitingFigures? figures = null;
        TestClinic clinic = database == "SQLite" ? new SqliteClinic() : new PostgresClinic();
        await Clinics.InAsync(clinic, async _ =>
        {
            using var installation = Installation.ForDevelopment().With("Clinic:Demo", "false");
            if (clinic is PostgresClinic)
                installation.On(clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value);
            figures = await new WaitingCrowd(clinic, installation, hold).WaitAsync(patients, Duration);
        });
        return figures is { Wrong: 0 } ? figures : throw new InvalidOperationException($"{figures?.Wrong} answers were wrong.");
    }

    private static void Record(string where, WaitingFigures figures)
        => Scoreboard.Record("waiting", where, $"{Patients:N0} people who wait cost under 10 % of one core", $"{figures}: {(figures.Cores < MostCores ? "met" : "missed")}");

    // As small as it can be (decision 19).
    private static async Task ListenAsync(SqliteClinic clinic)
    {
        using var installation = Installation.ForDevelopment();
        var waiting = await new WaitingCrowd(clinic, installation).SeatAsync(Patients);
        await using var server = ProgramRun.Start(installation.Folder, [], typeof(EventsServer).Assembly.Location, EventsServer.Name, installation.DatabaseFile);
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync(), Timeout = Timeout.InfiniteTimeSpan };
        using var enough = new CancellationTokenSource();
        var listening = waiting.Select(w => EventsServer.ListenAsync(http, w.Address.Split('/')[2], w.Cookie.Split('=')[1], enough.Token)).ToList();
        await Task.WhenAll(listening.Select(l => l.First));
        var (cores, _) = await server.CoresAsync(() => Task.Delay(Duration));
        await enough.CancelAsync();
        await Task.WhenAll(listening.Select(l => l.End));
        Scoreboard.Record("waiting-events", "SQLite", "for comparison: as many connections that a minimal server holds open for server-sent events",
            FormattableString.Invariant($"{listening.Count:N0} connections: {cores:P1} of one core"));
    }
}
