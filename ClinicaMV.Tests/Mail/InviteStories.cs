using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Mail;

/// <summary>U04: whatever happens to an appointment, the calendars of those concerned end up with what is true.</summary>
public abstract class InviteStories(TestClinic clinic, int histories)
{
    private readonly string folder = Directory.CreateDirectory(Path.Combine(clinic.Folder, "invites")).FullName;
    private readonly List<Sent> sent = [];

    [Fact]
    public async Task Every_random_history_reads_in_a_calendar_as_it_happened()
    {
        // What a specialist wants to read in their own feed is no business of the mail.
        foreach (var specialist in new[] { clinic.Bruno, clinic.Elena })
            await clinic.InAsync<CalendarFeed>(feed => feed.ShowInitialsAsync(specialist.Id, true, Actor.System, default));
        var chance = new Random(20261124);
        var today = clinic.NewDay().Date;
        for (var history = 0; history < histories; history++)
            await LiveAsync(chance, today.AddDays(1 + history));

        var read = (await ReadInvite.AllAsync(folder)).ToDictionary(r => r.File);

        Assert.Equal(sent.Count, read.Count);
        Assert.All(sent, mail => Matches(mail, read[mail.File]));
        Assert.All(sent.GroupBy(s => s.Appointment).Select(g => g.Select(s => read[s.File])), mails =>
        {
            Assert.Single(mails.Select(m => m.Uid).Distinct());
            Assert.Equal(mails.Select(m => m.Sequence).Order(), mails.Select(m => m.Sequence));
        });
        Assert.Equal(histories, sent.Select(s => s.Appointment).Distinct().Count());
        Scoreboard.Record("U04", GetType().Name.Split('_')[^1], "calendar REQUEST and CANCEL through an independent parser", $"{histories} histories, {sent.Count} mails, 0 differences");
    }

    /// <summary>Booked, and then anything up to six times; after each step all who are concerned are written to.</summary>
    private async Task LiveAsync(Random chance, DateTime day)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var diary = scope.ServiceProvider.GetRequiredService<Diary>();
        var booked = await diary.BookAsync(chance.Next(2) == 0 ? clinic.Ana.Id : clinic.Carla.Id, clinic.Bruno.Id, AnyHour(chance, day), Actor.System, default);
        Assert.Null(booked.Refusal);
        var appointment = booked.Appointment!;
        await WriteAsync(scope.ServiceProvider, appointment, null);
        for (var steps = chance.Next(7); steps > 0 && appointment.Status == AppointmentStatus.Booked; steps--)
        {
            clinic.Clock.Advance(TimeSpan.FromSeconds(7));
            var former = appointment.Specialist.Account;
            var answer = chance.Next(5) switch
            {
                0 => await diary.CancelAsync(appointment, appointment.Version, ChangeReason.Other, Actor.System, default),
                1 or 2 => await diary.ReassignAsync(appointment, appointment.Version, Other(former).Id, ChangeReason.Other, Actor.System, default),
                _ => await diary.MoveAsync(appointment, appointment.Version, AnyHour(chance, day), ChangeReason.Other, Actor.System, default),
            };
            Assert.Null(answer.Refusal);
            await WriteAsync(scope.ServiceProvider, appointment, former.Id == appointment.SpecialistId ? null : former);
        }
    }

    private async Task WriteAsync(IServiceProvider services, Appointment appointment, ClinicUser? former)
    {
        var owed = await services.GetRequiredService<ClinicDb>().OutgoingMail
            .Where(m => m.AppointmentId == appointment.Id && m.AppointmentVersion == appointment.Version && m.Kind != MailKind.AppointmentReminder).ToListAsync();
        Assert.Equal(former is null ? 2 : 3, owed.Count);
        await services.GetRequiredService<MailTruth>().LoadAsync(owed);
        foreach (var mail in owed)
        {
            var file = $"{appointment.PublicId}-{appointment.Version:D2}-{mail.RecipientId}.eml";
            using var message = await services.GetRequiredService<MailComposer>().ComposeAsync(mail);
            await message.WriteToAsync(Path.Combine(folder, file));
            var isOff = appointment.Status == AppointmentStatus.Cancelled || mail.RecipientId == former?.Id;
            sent.Add(new(file, appointment.PublicId, appointment.Version, isOff, appointment.StartsAt, appointment.EndsAt, mail.Reader.Address, mail.CreatedAt));
        }
    }

    private static void Matches(Sent sent, ReadInvite read)
    {
        Assert.Equal(["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "text/calendar"], read.Shape);
        Assert.Equal((sent.IsOff ? "CANCEL" : "REQUEST", sent.IsOff ? "CANCELLED" : "CONFIRMED"), (read.Method, read.Status));
        Assert.All(read.PartMethods, method => Assert.Equal(read.Method, method));
        Assert.Equal((0, sent.Version), (read.Different, read.Sequence));
        Assert.Equal((sent.StartsAt, sent.EndsAt, sent.CreatedAt), (read.Starts.UtcDateTime, read.Ends.UtcDateTime, read.Stamp.UtcDateTime));
        Assert.Equal($"{sent.Appointment}@clinicamv", read.Uid);
        Assert.Equal($"mailto:{sent.Address}", Assert.Single(read.Attendees), ignoreCase: true);
        Assert.Equal("mailto:citas@clinica.test", read.Organizer, ignoreCase: true);
        Assert.Equal(sent.IsOff ? 0 : 1, read.Alarms);
        Assert.EndsWith(sent.IsOff ? $"/Appointments/{sent.Appointment}" : $"/Visits/{sent.Appointment}/Join", read.Url);
        foreach (var secret in new[] { "Bruno", "Elena", "García", "Pons", "A. G.", "C. P.", "cita-", "Other" })
            Assert.DoesNotContain(secret, read.Text);
    }

    // Any quarter of the day: also those that the clocks leave out or show twice, on the days when they change.
    private static PlannedHour AnyHour(Random chance, DateTime day)
        => new(DateTime.SpecifyKind(day, DateTimeKind.Utc).AddMinutes(15 * chance.Next(80)), TimeSpan.FromMinutes(5 * chance.Next(1, 13)), Modality.Video);

    private ClinicUser Other(ClinicUser specialist) => specialist.Id == clinic.Bruno.Id ? clinic.Elena : clinic.Bruno;

    private sealed record Sent(string File, string Appointment, int Version, bool IsOff, DateTime StartsAt, DateTime EndsAt, string Address, DateTime CreatedAt);
}

[Trait("Needs", "Icalendar")]
public sealed class InviteStories_on_Sqlite(SqliteClinic clinic) : InviteStories(clinic, 500), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql"), Trait("Needs", "Icalendar")]
public sealed class InviteStories_on_PostgreSql(PostgresClinic clinic) : InviteStories(clinic, 60), IClassFixture<PostgresClinic>;
