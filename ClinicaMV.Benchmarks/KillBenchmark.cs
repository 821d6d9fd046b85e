using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// S23 and S29 in full, on both databases side by side: most of the time goes into starting the program. What is found wrong ends the run:
/// there is no figure for it.
/// </summary>
internal static class KillBenchmark
{
    // Each is a start of the program, which takes 2.5 s of a processor: 300 on both databases keep two of them busy for a quarter of an hour.
    private static readonly int Kills = Sizes.Asked("KILLS", 300);
    private const int BookingsPerKill = 10;
    private static readonly int Stops = Sizes.Asked("STOPS", 100);

    public static Task KillAsync() => OnBothAsync(async (where, clinic) =>
    {
        var figures = await MailKills.OfAsync(clinic, Kills, BookingsPerKill * Kills);
        KillStories.Proves(figures);
        Scoreboard.Record("S23", where, "kill -9 at random instants while people book: 0 owed mails lost", $"{figures}");
    });

    public static Task StopAsync() => OnBothAsync(async (where, clinic) =>
    {
        var figures = await MailStops.OfAsync(clinic, Stops);
        KillStories.Proves(figures);
        Scoreboard.Record("S29", where, "SIGTERM under load drains within 30 s: 0 stuck rows", $"{figures}");
    });

    private static Task OnBothAsync(Func<string, InterruptedClinic, Task> measure)
    {
        return Task.WhenAll(InAsync("SQLite", () => InterruptedClinic.OnSqliteAsync()), InAsync("PostgreSQL", InterruptedClinic.OnPostgreSqlAsync));

        async Task InAsync(string where, Func<Task<InterruptedClinic>> open)
        {
            await using var clinic = await open();
            await measure(where, clinic);
        }
    }
}
