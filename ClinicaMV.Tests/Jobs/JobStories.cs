using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;
using Hangfire;
using Hangfire.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Jobs;

/// <summary>S25 in the size that every build can afford; bench.sh runs the same a hundred times.</summary>
public abstract class JobStories : IAsyncLifetime
{
    private readonly TestClinic clinic;
    private readonly SmtpServer smtp = new();

    protected JobStories(TestClinic clinic)
    {
        this.clinic = clinic;
        clinic.SendsTo(smtp);
    }

    public Task InitializeAsync() => ((IAsyncLifetime)clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Fact]
    public Task Whoever_runs_a_job_eight_times_at_once_gets_one_effect() => new JobsAtOnce(clinic, smtp).ProveAsync(rounds: 2);

    [Fact]
    public async Task An_emptied_job_store_gets_its_timetable_back_and_nothing_owed_is_forgotten()
    {
        await clinic.BookAsync(clinic.NewDay().AddDays(2));
        var before = smtp.Received.Count;
        var timetable = Timetabled();

        await JobStore.EmptyAsync(clinic);
        Assert.Empty(Timetabled());
        clinic.Services.GetRequiredService<TimetableKeeper>().Register();

        Assert.Equal(timetable, Timetabled());
        await clinic.SendAsync();
        Assert.Equal(2, smtp.Received.Count - before);
    }

    [Fact]
    public async Task Who_cannot_sign_in_is_answered_while_a_pile_of_mail_waits_for_its_server()
    {
        // More than two senders claim at once.
        await new MailSpeed(clinic, smtp).OweAsync(210);
        var (jobs, hangs) = (clinic.Services.GetRequiredService<IBackgroundJobClient>(), new TaskCompletionSource());
        smtp.BeforeAnswer = _ => hangs.Task;
        for (var i = 0; i < 2; i++)
            jobs.Enqueue<SendOutgoingMail>(job => job.RunAsync(CancellationToken.None));
        await clinic.InAsync<AccountRequests, string>(requests => requests.AskAsync(AccountRequestKind.PasswordReset, clinic.Carla.Email!, null, default));

        await clinic.WithJobsAsync(async () =>
        {
            try
            {
                for (var until = DateTime.UtcNow.AddMinutes(1); !await IsAnsweredAsync() && DateTime.UtcNow < until;)
                    await Task.Delay(TimeSpan.FromMilliseconds(100));
                Assert.True(await IsAnsweredAsync());
            }
            finally
            {
                hangs.SetResult();
            }
        });

        Task<bool> IsAnsweredAsync() => clinic.InAsync<ClinicDb, bool>(db => db.AccountRequests.AllAsync(r => r.AnsweredAt != null));
    }

    private List<string> Timetabled()
    {
        using var connection = clinic.Services.GetRequiredService<JobStorage>().GetConnection();
        return [.. connection.GetRecurringJobs().Select(j => $"{j.Id} {j.Cron} {j.Job.Type.Name}").Order(StringComparer.Ordinal)];
    }
}

/// <summary>Hangfire's own tables, in which nothing lies that is not in ours too.</summary>
internal static class JobStore
{
    public static async Task EmptyAsync(TestClinic clinic)
    {
        if (clinic is SqliteClinic)
            using (var connection = clinic.Services.GetRequiredService<JobStorage>().GetConnection())
                foreach (var job in connection.GetRecurringJobs())
                    clinic.Services.GetRequiredService<IRecurringJobManager>().RemoveIfExists(job.Id);
        else
            await clinic.InAsync<ClinicDb>(async db =>
            {
                var tables = await db.Database.SqlQueryRaw<string>("""SELECT tablename AS "Value" FROM pg_tables WHERE schemaname = 'hangfire' AND tablename <> 'schema'""").ToListAsync();
                var all = "TRUNCATE " + string.Join(", ", tables.Select(t => $"hangfire.\"{t}\"")) + " CASCADE";
                await db.Database.ExecuteSqlRawAsync(all);
            });
    }
}

public sealed class JobStories_on_Sqlite() : JobStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class JobStories_on_PostgreSql() : JobStories(new PostgresClinic());
