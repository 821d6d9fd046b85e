using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;

namespace ClinicaMV.Benchmarks;

/// <summary>S23 and S29 in full. What is found wrong ends the run: there is no figure for it.</summary>
internal static class KillBenchmark
{
    private const int Kills = 300;
    private const int Stops = 100;

    public static async Task KillAsync()
    {
        foreach (var (where, open) in Databases)
        {
            await using var clinic = await open();
            var figures = await MailKills.OfAsync(clinic, Kills);
            KillStories.Proves(figures);
            Scoreboard.Record("S23", where, "kill -9 at random instants over 3,000 bookings: 0 owed mails lost", $"{figures}");
        }
    }

    public static async Task StopAsync()
    {
        foreach (var (where, open) in Databases)
        {
            await using var clinic = await open();
            var figures = await MailStops.OfAsync(clinic, Stops);
            KillStories.Proves(figures);
            Scoreboard.Record("S29", where, "SIGTERM under load drains within 30 s, 100 times: 0 stuck rows", $"{figures}");
        }
    }

    private static IEnumerable<(string, Func<Task<InterruptedClinic>>)> Databases
        => [("SQLite", InterruptedClinic.OnSqliteAsync), ("PostgreSQL", InterruptedClinic.OnPostgreSqlAsync)];
}
