using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jobs;
using ClinicaMV.Tests.Mail;

namespace ClinicaMV.Benchmarks;

/// <summary>S25 in full: each job eight times at once, a hundred times; and the job store emptied while the program works.</summary>
internal static class JobBenchmark
{
    private const int Rounds = 100;

    public static async Task RunAsync()
    {
        await AtOnceAsync<SqliteClinic>();
        await AtOnceAsync<PostgresClinic>();
        await using var clinic = await InterruptedClinic.OnPostgreSqlAsync();
        Scoreboard.Record("S25", "PostgreSQL, emptied", "job store emptied at random while the program works: nothing owed forgotten", $"{await JobStoreWipes.OfAsync(clinic)}");
    }

    private static async Task AtOnceAsync<TClinic>() where TClinic : TestClinic, new()
    {
        await using var smtp = new SmtpServer();
        var clinic = new TClinic();
        clinic.SendsTo(smtp);
        await Clinics.InAsync(clinic, c => new JobsAtOnce(c, smtp).ProveAsync(Rounds));
    }
}
