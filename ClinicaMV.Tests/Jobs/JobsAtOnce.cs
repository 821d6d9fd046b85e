using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;
using ClinicaMV.Tests.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Jobs;

/// <summary>S25: each job eight times at once, as several instances and an impatient clock would run it, and what came of it.</summary>
public sealed class JobsAtOnce(TestClinic clinic, SmtpServer smtp)
{
    public const int AtOnce = 8;

    public async Task ProveAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await RequestsAreAnsweredOnceAsync();
            await RemindersAreOwedOnceAsync();
            await MailGoesOutOnceAsync();
            await ForgottenAreMarkedOnceAsync();
            await OldMailIsEmptiedAsync();
            await new KeepersAtOnce(clinic).ProveAsync();
        }

        Scoreboard.Record("S25", clinic is SqliteClinic ? "SQLite" : "PostgreSQL", "jobs are idempotent: each job 8 times at once × 100, one effect",
            $"{5 + KeepersAtOnce.Jobs} jobs, {AtOnce} at once × {rounds}: one effect each");
    }

    private async Task RequestsAreAnsweredOnceAsync()
    {
        clinic.NewDay();
        // As many as are sent for nothing: if those who come too late counted, the last would be held back.
        for (var times = 1; times <= 5; times++)
        {
            await clinic.InAsync<AccountRequests>(requests => requests.AskAsync(AccountRequestKind.PasswordReset, clinic.Carla.Email!, null, default));

            await AtOnceAsync<AnswerRequests>(job => job.RunAsync(default));

            Assert.Equal(Enumerable.Repeat((MailKind.PasswordReset, clinic.Carla.Id), times), (await MailAsync()).Select(m => (m.Kind, m.RecipientId!)));
            Assert.Equal([times, times], await clinic.InAsync<ClinicDb, List<int>>(db => db.BrakeCounts.Select(c => c.Times).ToListAsync()));
        }
    }

    private async Task RemindersAreOwedOnceAsync()
    {
        var options = clinic.Services.GetRequiredService<IOptions<MailOptions>>().Value;
        var now = clinic.NewDay();
        options.RemindersOn = false;
        for (var i = 0; i < 3; i++)
            await new CompanionDay(clinic).AddAsync(await clinic.BookAsync(now.AddHours(26 + i)));
        options.RemindersOn = true;

        await AtOnceAsync<OweReminders>(job => job.RunAsync(default));

        var owed = (await MailAsync()).Where(m => m.Kind == MailKind.AppointmentReminder).GroupBy(m => (m.AppointmentId, m.RecipientId, m.Minutes)).ToList();
        Assert.Equal(12, owed.Count);
        Assert.All(owed, mail => Assert.Single(mail));
        Assert.Equal(6, (await MailAsync()).Count(m => m.Kind == MailKind.CompanionReminder));
    }

    private async Task MailGoesOutOnceAsync()
    {
        var before = smtp.Received.Count;

        await AtOnceAsync<SendOutgoingMail>(job => job.RunAsync(default));

        Assert.Equal(6, smtp.Received.Count - before);
        Assert.All((await MailAsync()).Where(m => m.Kind == MailKind.AppointmentBooked), m => Assert.Equal((MailState.Sent, 1, 0), (m.State, m.Attempts, m.UnheardAnswers)));
    }

    private async Task ForgottenAreMarkedOnceAsync()
    {
        clinic.Clock.Advance(TimeSpan.FromDays(4));

        await AtOnceAsync<MarkForgotten>(job => job.RunAsync(default));

        var appointments = await clinic.InAsync<ClinicDb, List<Appointment>>(db => db.Appointments.AsNoTracking().ToListAsync());
        Assert.All(appointments, a => Assert.Equal((AppointmentStatus.NoShow, 1), (a.Status, a.Version)));
        foreach (var appointment in appointments)
            Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.AppointmentNoShow);
    }

    private async Task OldMailIsEmptiedAsync()
    {
        Assert.Equal(6, (await MailAsync()).Count(m => m.Message is not null));
        clinic.Clock.Advance(TimeSpan.FromDays(31));

        await AtOnceAsync<MailPruning>(job => job.RunAsync(default));

        Assert.Equal((0, 6), ((await MailAsync()).Count(m => m.Message is not null), (await MailAsync()).Count(m => m.State == MailState.Sent)));
    }

    private Task<List<OutgoingMail>> MailAsync() => clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking().ToListAsync());

    private Task AtOnceAsync<TJob>(Func<TJob, Task> run) where TJob : notnull => RunAsync(clinic, run);

    internal static Task RunAsync<TJob>(TestClinic clinic, Func<TJob, Task> run) where TJob : notnull
        => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => clinic.InAsync(run))));
}
