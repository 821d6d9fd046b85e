using System.Reflection;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;
using Xunit;

namespace ClinicaMV.Benchmarks;

/// <summary>What can be taken from a running clinic, one after the other. What is found wrong ends the run: there is no figure for it.</summary>
internal static class FaultsBenchmark
{
    private const int Times = 20;
    private const int Jumps = 200;

    /// <summary>S24, as the tests prove it: eight faults of the mail server, fifty mails each.</summary>
    public static async Task SmtpAsync()
    {
        foreach (var method in typeof(FaultStories).GetMethods())
        {
            foreach (var faults in method.GetCustomAttributes<InlineDataAttribute>().SelectMany(data => data.GetData(method)))
            {
                await TellAsync(new FaultStories_on_Sqlite(), method, faults);
                await TellAsync(new FaultStories_on_PostgreSql(), method, faults);
            }
        }
    }

    /// <summary>S19 and S22 in full.</summary>
    public static async Task StartAsync()
    {
        using var starts = new OneProcessTests();
        await starts.RefusesSecondsAsync(Times);
        Scoreboard.Record("S19", "SQLite, a second process", "one process: a second one ends with one line while the first goes on serving", $"{Times} of {Times}");
        await KillAsync("SQLite", null);
        await KillAsync("PostgreSQL", async installation => installation.With("Database:Provider", "PostgreSql").With("Database:ConnectionString", (await TestPostgres.CreateAsync("killed")).ConnectionString));

        static async Task KillAsync(string database, Func<Installation, Task>? prepare)
        {
            using var killed = new OneProcessTests();
            await killed.SurvivesKillsAsync(Times, prepare);
            Scoreboard.Record("S22", database, "a kill at any instant of the first start, migrations and all, never wedges the next one", $"{Times} kills, {Times} next starts serve");
        }
    }

    /// <summary>S19: what twenty people notice of there being one writer.</summary>
    public static Task MixAsync() => Clinics.InAsync<SqliteClinic>(async clinic =>
    {
        using var installation = Installation.ForDevelopment().With("Clinic:Demo", "false");
        Scoreboard.Record("S19", "SQLite, mixed load", "WAL, no shared cache, immediate write transactions: 20 users, 0 “database is locked” shown", $"{(await new MixedLoad(clinic, installation).RunAsync()).Prove()}");
    });

    public static async Task DiskFullAsync()
    {
        SmallDisk? disk = null;
        await using var clinic = await InterruptedClinic.OnSqliteAsync(data => disk = new(data));
        using (disk)
            Record("disk-full", "SQLite", "the disk is full and is freed again: what was confirmed stays, all mail arrives, nobody restarts anything",
                await Interruptions.OfAsync(clinic, Times, disk!.FillAsync));
    }

    public static async Task DatabaseAsync()
    {
        await using var clinic = await InterruptedClinic.OnPostgreSqlAsync();
        Record("database-gone", "PostgreSQL", "the database ends every connection and takes none for up to a second, as when it restarts: what was confirmed stays, all mail arrives, nobody restarts anything",
            await Interruptions.OfAsync(clinic, Times, clinic.TakeDatabaseAsync));
    }

    public static async Task ClockAsync()
    {
        await JumpAsync<SqliteClinic>("SQLite");
        await JumpAsync<PostgresClinic>("PostgreSQL");
    }

    private static async Task TellAsync(FaultStories stories, MethodInfo method, object[] faults)
    {
        await stories.InitializeAsync();
        try
        {
            await (Task)method.Invoke(stories, faults)!;
        }
        finally
        {
            await stories.DisposeAsync();
        }
    }

    private static async Task JumpAsync<TClinic>(string database) where TClinic : TestClinic, new()
    {
        await using var smtp = new SmtpServer();
        var clinic = new TClinic();
        clinic.SendsTo(smtp);
        await Clinics.InAsync(clinic, async c => Scoreboard.Record("clock-jumps", database, "the clock is set forward and back at random: 0 mails lost, 0 sent twice", await new ClockJumps(c, smtp).ProveAsync(Jumps)));
    }

    private static void Record(string id, string where, string requirement, InterruptionFigures figures)
    {
        KillStories.Proves(figures.Mail);
        // It was real.
        Assert.NotEqual(0, figures.Refused + figures.Waited);
        Assert.Equal((0, null), (figures.Exit, figures.Fault));
        Scoreboard.Record(id, where, requirement, $"{figures}");
    }
}
