using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Mail;

/// <summary>Both are reminded a day and half an hour before, of what still holds, unless they or the clinic want none.</summary>
public abstract class ReminderStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Both_are_reminded_in_their_language_and_in_their_own_hours_too()
    {
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == clinic.Carla.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.TimeZone, "America/New_York")));
        var startsAt = now.AddDays(3);
        var appointment = await clinic.BookAsync(startsAt, patient: clinic.Carla);
        foreach (var person in new[] { clinic.Carla, clinic.Bruno })
            Assert.Equal([startsAt.AddHours(-24), startsAt.AddMinutes(-30)], (await RemindersAsync(appointment)).Where(m => m.RecipientId == person.Id).Select(m => m.DueAt));

        await clinic.SendAsync();
        Assert.All(await RemindersAsync(appointment), m => Assert.Equal(MailState.Pending, m.State));
        clinic.Clock.SetUtcNow(startsAt.AddHours(-24));
        var mail = (await clinic.DeliverAsync()).Where(m => m.Date.UtcDateTime == startsAt.AddHours(-24)).Where(m => m.Subject!.StartsWith("Reminder") || m.Subject.StartsWith("Recordatorio")).ToList();

        Assert.Equal(2, mail.Count);
        var toCarla = mail.Single(m => m.To.Mailboxes.Single().Address == clinic.Carla.Email);
        Assert.Contains("In your time", toCarla.TextBody);
        Assert.Contains("4:00", toCarla.TextBody);
        Assert.Contains("Check today", toCarla.TextBody);
        var toBruno = mail.Single(m => m.To.Mailboxes.Single().Address == clinic.Bruno.Email);
        Assert.StartsWith("Recordatorio", toBruno.Subject);
        Assert.DoesNotContain("En su hora", toBruno.TextBody);
        clinic.Clock.SetUtcNow(startsAt.AddMinutes(-30));
        await clinic.SendAsync();
        Assert.All(await RemindersAsync(appointment), m => Assert.Equal(MailState.Sent, m.State));
    }

    [Fact]
    public async Task A_moved_appointment_reminds_of_its_new_hour_and_a_cancelled_one_of_nothing()
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        await clinic.MoveAsync(appointment, now.AddDays(5));

        var all = await RemindersAsync(appointment);
        Assert.Equal(4, all.Count(m => m.State == MailState.Void && m.AppointmentVersion < all.Max(x => x.AppointmentVersion)));
        Assert.Equal([now.AddDays(4), now.AddDays(4), now.AddDays(5).AddMinutes(-30), now.AddDays(5).AddMinutes(-30)],
            all.Where(m => m.State == MailState.Pending).Select(m => m.DueAt));
        await clinic.CancelAsync(appointment);
        Assert.All(await RemindersAsync(appointment), m => Assert.Equal(MailState.Void, m.State));
    }

    [Fact]
    public async Task Whoever_wants_no_reminders_gets_none_and_the_other_one_does()
    {
        var startsAt = now.AddDays(3);
        var appointment = await clinic.BookAsync(startsAt);
        await PreferAsync(false);
        clinic.Clock.SetUtcNow(startsAt.AddHours(-24));
        await clinic.SendAsync();
        await PreferAsync(true);

        var due = (await RemindersAsync(appointment)).Where(m => m.DueAt <= clinic.Now).ToList();
        Assert.Equal(MailState.Void, due.Single(m => m.RecipientId == clinic.Ana.Id).State);
        Assert.Equal(MailState.Sent, due.Single(m => m.RecipientId == clinic.Bruno.Id).State);
    }

    [Fact]
    public async Task A_clinic_that_switches_reminders_off_owes_none_and_sends_none_of_those_it_owed()
    {
        var startsAt = now.AddDays(3);
        var before = await clinic.BookAsync(startsAt);
        var options = clinic.Services.GetRequiredService<IOptions<MailOptions>>().Value;
        options.RemindersOn = false;
        try
        {
            Assert.Empty(await RemindersAsync(await clinic.BookAsync(now.AddDays(4))));
            clinic.Clock.SetUtcNow(startsAt.AddMinutes(-30));
            await clinic.SendAsync();
            Assert.All(await RemindersAsync(before), m => Assert.Equal(MailState.Void, m.State));
        }
        finally
        {
            options.RemindersOn = true;
        }
    }

    [Fact]
    public async Task A_clinic_reminds_at_the_hours_of_its_own_choice()
    {
        var startsAt = now.AddDays(3);
        var options = clinic.Services.GetRequiredService<IOptions<MailOptions>>().Value;
        options.Reminders = [48 * 60, 45];
        try
        {
            var reminders = await RemindersAsync(await clinic.BookAsync(startsAt));
            Assert.Equal([startsAt.AddHours(-48), startsAt.AddMinutes(-45)], reminders.Where(m => m.RecipientId == clinic.Ana.Id).Select(m => m.DueAt));
        }
        finally
        {
            options.Reminders = [];
        }
    }

    [Fact]
    public async Task What_was_booked_while_there_were_none_is_reminded_of_once_there_are()
    {
        var options = clinic.Services.GetRequiredService<IOptions<MailOptions>>().Value;
        options.RemindersOn = false;
        var (tomorrow, far, soon) = (await clinic.BookAsync(now.AddHours(30)), await clinic.BookAsync(now.AddDays(20)), await clinic.BookAsync(now.AddMinutes(40)));
        await new CompanionDay(clinic).AddAsync(tomorrow);
        await OweMissingAsync();
        options.RemindersOn = true;
        var told = await clinic.BookAsync(now.AddHours(40));
        var before = await RemindersAsync(told);

        await OweMissingAsync();
        await OweMissingAsync();

        Assert.Equal([now.AddHours(6), now.AddHours(6), now.AddHours(29.5), now.AddHours(29.5)], (await RemindersAsync(tomorrow)).Select(m => m.DueAt));
        Assert.Equal([now.AddHours(6), now.AddHours(29.5)], (await CompanionsAsync(tomorrow)).Select(m => m.DueAt));
        Assert.Equal(before.Select(m => m.Id), (await RemindersAsync(told)).Select(m => m.Id));
        Assert.Empty(await RemindersAsync(soon));
        // Its turn comes when it is nearer.
        Assert.Empty(await RemindersAsync(far));
        clinic.Clock.SetUtcNow(now.AddDays(18.5));
        await OweMissingAsync();
        Assert.Equal(4, (await RemindersAsync(far)).Count);
    }

    [Fact]
    public async Task Nobody_is_reminded_of_what_they_have_just_been_told_or_after_it_began()
    {
        var soon = await clinic.BookAsync(now.AddMinutes(40));
        Assert.Empty(await RemindersAsync(soon));
        var startsAt = now.AddHours(6);
        var today = await clinic.BookAsync(startsAt);
        Assert.All(await RemindersAsync(today), m => Assert.Equal(startsAt.AddMinutes(-30), m.DueAt));

        clinic.Clock.SetUtcNow(startsAt.AddMinutes(1));
        await clinic.SendAsync();
        Assert.All(await RemindersAsync(today), m => Assert.Equal((MailState.Dead, "TooLate"), (m.State, m.LastError)));
    }

    private Task<List<OutgoingMail>> RemindersAsync(ClinicaMV.Appointments.Appointment appointment) => clinic.MailAboutAsync(appointment, MailKind.AppointmentReminder);

    private Task<List<OutgoingMail>> CompanionsAsync(ClinicaMV.Appointments.Appointment appointment) => clinic.MailAboutAsync(appointment, MailKind.CompanionReminder);

    private Task OweMissingAsync() => clinic.InAsync<OweReminders>(job => job.RunAsync(default));

    private async Task PreferAsync(bool wants)
    {
        var page = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/Preferences");
        (await page.SubmitAsync("Input.Language", ("Input.WantsReminders", wants ? "true" : "false"))).Shows("Se ha guardado");
    }
}

public sealed class ReminderStories_on_Sqlite(SqliteClinic clinic) : ReminderStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ReminderStories_on_PostgreSql(PostgresClinic clinic) : ReminderStories(clinic), IClassFixture<PostgresClinic>;
