using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Mail;

/// <summary>When a mail is tried again, when it is given up, and what comes too late.</summary>
public abstract class ScheduleStories : IAsyncLifetime
{
    private const int ForEver = int.MaxValue;

    private readonly TestClinic clinic;
    private readonly SmtpServer smtp = new();
    private readonly MailSpeed pile;

    protected ScheduleStories(TestClinic clinic)
    {
        (this.clinic, pile) = (clinic, new(clinic, smtp));
        clinic.SendsTo(smtp);
    }

    public Task InitializeAsync() => ((IAsyncLifetime)clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_that_nobody_takes_is_tried_after_one_minute_then_two_and_so_on_up_to_a_day_and_then_given_up()
    {
        await pile.OweAsync(1);
        smtp.Faults.Next(SmtpFault.PermanentAtRcpt, ForEver);
        var waits = new List<double>();

        await clinic.SendAsync();
        while ((await clinic.RemindersAsync()).Single() is { IsOwed: true } mail)
        {
            waits.Add((mail.NextAt - clinic.Now).TotalMinutes);
            clinic.Clock.SetUtcNow(new(mail.NextAt.AddSeconds(-1)));
            await clinic.SendAsync();
            Assert.Equal(mail.Attempts, (await clinic.RemindersAsync()).Single().Attempts);
            clinic.Clock.SetUtcNow(new(mail.NextAt));
            await clinic.SendAsync();
        }

        Assert.Equal([1, 2, 5, 15, 60, 120, 240, 480, 960, 1440], waits);
        var dead = Assert.Single(await clinic.RemindersAsync());
        Assert.Equal((MailState.Dead, 11, "SmtpCommandException"), (dead.State, dead.Attempts, dead.LastError));
    }

    [Fact]
    public async Task A_mail_that_lay_for_days_before_its_first_attempt_is_not_given_up_after_it()
    {
        await pile.OweAsync(1);
        clinic.Clock.Advance(TimeSpan.FromDays(5));
        smtp.Faults.Next(SmtpFault.PermanentAtRcpt);

        await clinic.SendUntilSettledAsync();

        Assert.Equal((MailState.Sent, 2), (await clinic.RemindersAsync()).Select(m => (m.State, m.Attempts)).Single());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(2)]
    public async Task A_server_that_comes_back_before_the_visit_still_sends_the_reminder_of_the_day_before(int minutes)
    {
        var start = clinic.NewDay().AddDays(3);
        await clinic.BookAsync(start);
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        smtp.Faults.Next(SmtpFault.PermanentAtRcpt, ForEver);
        await AttemptsUntilAsync(start.AddMinutes(-minutes));

        smtp.Faults.Clear();
        await AttemptsUntilAsync(start);

        Assert.Equal(4, smtp.Received.Count - before);
        Assert.All(await ReadAsync(), m => Assert.Equal(MailState.Sent, m.State));
    }

    [Fact]
    public async Task After_the_visit_no_reminder_goes_out_and_it_is_marked_as_too_late()
    {
        var start = clinic.NewDay().AddDays(3);
        await clinic.BookAsync(start);
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        smtp.Faults.Next(SmtpFault.RefuseConnection, ForEver);
        await AttemptsUntilAsync(start.AddMinutes(1));

        smtp.Faults.Clear();
        await AttemptsUntilAsync(start.AddHours(1));

        Assert.Equal(before, smtp.Received.Count);
        Assert.All((await ReadAsync()).Where(m => m.Kind == MailKind.AppointmentReminder),
            m => Assert.Equal((MailState.Dead, "TooLate"), (m.State, m.LastError)));
    }

    [Fact]
    public async Task After_a_day_without_a_server_all_that_is_in_time_goes_out_and_what_is_too_late_is_listed()
    {
        var now = clinic.NewDay();
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        smtp.Faults.Next(SmtpFault.RefuseConnection, ForEver);
        var (today, tomorrow) = (await clinic.BookAsync(now.AddHours(3)), await clinic.BookAsync(now.AddHours(30)));
        await AttemptsUntilAsync(now.AddDays(1));

        smtp.Faults.Clear();
        await AttemptsUntilAsync(now.AddHours(30).AddMinutes(-5));

        // Of the visit that has passed: that it was booked, and what would have reminded of it.
        Assert.All(await clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.Where(m => m.AppointmentId == today.Id).ToListAsync()),
            m => Assert.Equal((MailState.Dead, "TooLate"), (m.State, m.LastError)));
        Assert.All(await clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.Where(m => m.AppointmentId == tomorrow.Id).ToListAsync()),
            m => Assert.Equal(MailState.Sent, m.State));
        Assert.Equal(6, smtp.Received.Count - before);
        (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Admin/Mail?State=Dead")).Shows("Fallidos (4)").Shows("Ya no servía de nada");
    }

    [Fact]
    public async Task A_mail_that_cannot_be_written_is_given_up_with_the_reason_and_the_others_go()
    {
        await pile.OweAsync(3);
        var before = smtp.Received.Count;
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var now = clinic.Now;
            db.OutgoingMail.Add(OutgoingMail.To(clinic.Ana, MailKind.AppointmentBooked, now, TimeSpan.FromDays(1)));
            await db.SaveChangesAsync();
        });

        await clinic.SendAsync();

        Assert.Equal(3, smtp.Received.Count - before);
        var dead = Assert.Single(await ReadAsync(), m => m.State == MailState.Dead);
        Assert.Equal((MailKind.AppointmentBooked, "ArgumentOutOfRangeException"), (dead.Kind, dead.LastError));
    }

    private async Task AttemptsUntilAsync(DateTime end)
    {
        while ((await ReadAsync()).Where(m => m.IsOwed).Select(m => (DateTime?)m.NextAt).Min() is { } next && next <= end)
        {
            clinic.Clock.SetUtcNow(new(next > clinic.Now ? next : clinic.Now));
            await clinic.SendAsync();
        }

        clinic.Clock.SetUtcNow(new(end));
    }

    private Task<List<OutgoingMail>> ReadAsync() => clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking().ToListAsync());
}

public sealed class ScheduleStories_on_Sqlite() : ScheduleStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class ScheduleStories_on_PostgreSql() : ScheduleStories(new PostgresClinic());
