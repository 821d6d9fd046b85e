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

    // As poll.js has it.
    private const int Hold = 40;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync(clinic, "SQLite", Hold, installation => installation.With("Database:Provider", "Sqlite")));
        await Clinics.InAsync<PostgresClinic>(clinic => MeasureAsync(clinic, "PostgreSQL", Hold, installation
            => installation.With("Database:Provider", "PostgreSql").With("Database:ConnectionString", clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString!)));
    }

    /// <summary>The ways that were not taken.</summary>
    public static async Task CompareAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync(clinic, "SQLite, asked every 2.5 seconds, for comparison", 0, installation => installation.With("Database:Provider", "Sqlite")));
        await Clinics.InAsync<SqliteClinic>(ListenAsync);
    }

    private static async Task MeasureAsync(TestClinic clinic, string database, int hold, Func<Installation, Installation> with)
    {
        using var installation = with(Installation.ForDevelopment().With("Clinic:Demo", "false"));
        var figures = await new WaitingCrowd(clinic, installation, hold).WaitAsync(Patients, Duration);
        if (figures.Wrong > 0)
            throw new InvalidOperationException($"{figures.Wrong} answers were wrong.");
        Scoreboard.Record("waiting", database, $"{Patients:N0} people who wait cost under 10 % of one core", $"{figures}");
    }

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
