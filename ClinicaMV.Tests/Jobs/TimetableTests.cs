using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Hangfire;
using Hangfire.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Jobs;

public abstract class TimetableTests(TestClinic clinic)
{
    [Fact]
    public void The_house_keeps_its_hours()
    {
        using var connection = clinic.Services.GetRequiredService<JobStorage>().GetConnection();

        var jobs = connection.GetRecurringJobs().Select(j => (j.Id, j.Cron, j.Job.Type));

        Assert.Equal(
            [
                ("anchor-record", "5 * * * *", typeof(AuditKeeper)),
                ("answer-requests", "* * * * *", typeof(AnswerRequests)),
                ("backup", "45 1 * * *", typeof(Backups)),
                ("mark-forgotten", "20 * * * *", typeof(MarkForgotten)),
                ("owe-reminders", "*/10 * * * *", typeof(OweReminders)),
                ("prune-brakes", "50 * * * *", typeof(Brakes)),
                ("prune-companions", "20 2 * * *", typeof(CompanionPruning)),
                ("prune-devices", "55 2 * * *", typeof(DevicePruning)),
                ("prune-mail-bodies", "45 2 * * *", typeof(MailPruning)),
                ("prune-records", "30 2 * * *", typeof(AuditPruning)),
                ("prune-rooms", "50 2 * * *", typeof(RoomPruning)),
                ("prune-sessions", "15 2 * * *", typeof(SessionPruning)),
                ("retire-room-keys", "0 3 * * *", typeof(RoomKeyRotation)),
                ("send-mail", "* * * * *", typeof(SendOutgoingMail)),
                ("verify-record", "30 3 * * *", typeof(AuditKeeper)),
            ],
            jobs.OrderBy(j => j.Id, StringComparer.Ordinal).ToList());
    }

    [Fact]
    public async Task The_text_of_old_mail_goes_and_that_it_was_sent_stays()
    {
        var now = clinic.NewDay();
        await clinic.BookAsync(now.AddDays(300));
        await clinic.DeliverAsync();
        await clinic.BookAsync(now.AddDays(301));

        clinic.Clock.Advance(TimeSpan.FromDays(30));
        await clinic.InAsync<MailPruning>(job => job.RunAsync(default));
        Assert.Equal(2, (await MailAsync()).Count(m => m.Message is not null));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.InAsync<MailPruning>(job => job.RunAsync(default));

        var mail = await MailAsync();
        Assert.DoesNotContain(mail, m => m.Message is not null);
        Assert.Equal((2, 2), (mail.Count(m => m.State == MailState.Sent), mail.Count(m => m.State == MailState.Pending)));
    }

    private Task<List<OutgoingMail>> MailAsync() => clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking().Where(m => m.Kind != MailKind.AppointmentReminder).ToListAsync());
}

public sealed class TimetableTests_on_Sqlite(SqliteClinic clinic) : TimetableTests(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class TimetableTests_on_PostgreSql(PostgresClinic clinic) : TimetableTests(clinic), IClassFixture<PostgresClinic>;
