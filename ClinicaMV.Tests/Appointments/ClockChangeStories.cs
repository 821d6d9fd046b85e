using System.Globalization;
using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace ClinicaMV.Tests.Appointments;

/// <summary>S20: what is offered, booked, listed, mailed and in the calendar on the days on which the clocks change is one and the same instant.</summary>
public abstract class ClockChangeStories(TestClinic clinic, int winter)
{
    private static readonly string[] Week = [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 00:00-00:00")];

    public static TheoryData<string> Days => [.. ChangeDay.Autumn, .. ChangeDay.Spring];

    public static TheoryData<string> Autumn => [.. ChangeDay.Autumn];

    public static TheoryData<string> Spring => [.. ChangeDay.Spring];

    [Theory, MemberData(nameof(Days))]
    public async Task Every_quarter_is_offered_booked_listed_mailed_and_in_the_calendar_at_the_same_instant(string date)
    {
        var day = await WeekBeforeAsync(date);
        var quarters = day.Quarters();

        Assert.Equal(quarters, await OfferedAsync(day.Date));
        foreach (var quarter in quarters)
            await clinic.BookAsync(quarter, minutes: 15);

        Assert.Equal(quarters, await clinic.InAsync<ClinicDb, List<DateTime>>(db => db.Appointments.OrderBy(a => a.StartsAt).Select(a => a.StartsAt).ToListAsync()));
        Assert.Equal(quarters.Select(day.Words), await ListedAsync());
        Assert.Equal(quarters, await InCalendarAsync());
        var mails = await MailedAsync();
        Assert.Equal(quarters.Count, mails.Count);
        Assert.All(quarters.Zip(mails, (At, Mail) => (At, Mail)), x =>
        {
            Assert.Contains(day.Words(x.At) + "\n", x.Mail.TextBody!.ReplaceLineEndings("\n"));
            Assert.EndsWith($", {day.Hour(x.At)}", x.Mail.Subject);
        });
        Scoreboard.Record("S20", $"{(clinic is SqliteClinic ? "SQLite" : "PostgreSQL")}, {(winter == 1 ? "Europe/Madrid" : "Atlantic/Canary")}, {date}",
            "on a day on which the clocks change every quarter is offered, booked, listed, mailed and in the calendar at the same instant", $"{quarters.Count} quarters, 0 differences");
    }

    [Theory, MemberData(nameof(Spring))]
    public async Task An_hour_that_the_clocks_leave_out_is_refused_when_staff_type_it(string date)
    {
        var day = await WeekBeforeAsync(date);
        var form = await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}");

        foreach (var quarter in day.ChangingQuarters())
        {
            var refused = await form.SubmitAsync("Input.PatientId",
                ("Input.SpecialistId", clinic.Bruno.Id), ("Input.Hour.Date", date), ("Input.Hour.Time", quarter), ("Input.Hour.Minutes", "15"));
            Assert.Equal(["Hora de inicio: esa hora no existe: ese día se adelanta el reloj."], refused.Is(HttpStatusCode.BadRequest).Errors);
        }

        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
    }

    [Theory, MemberData(nameof(Autumn))]
    public async Task An_hour_that_happens_twice_is_its_first_when_staff_type_it_and_says_so(string date)
    {
        var day = await WeekBeforeAsync(date);
        var form = await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}");

        foreach (var quarter in day.ChangingQuarters())
        {
            var booked = await form.SubmitAsync("Input.PatientId",
                ("Input.SpecialistId", clinic.Bruno.Id), ("Input.Hour.Date", date), ("Input.Hour.Time", quarter), ("Input.Hour.Minutes", "15"));
            booked.Is(HttpStatusCode.OK).Shows($"de {quarter.TrimStart('0')} (hora de verano) a ");
        }
    }

    [Theory, MemberData(nameof(Autumn))]
    public async Task Of_two_hours_that_the_clock_shows_alike_each_is_named_and_offered_once(string date)
    {
        var day = await WeekBeforeAsync(date);
        var clock = day.ChangingQuarters().ElementAt(2).TrimStart('0');
        var second = await clinic.BookAsync(day.Date.ToDateTime(new(1, 30), DateTimeKind.Utc), minutes: 15);
        var ana = await clinic.SignedInAsync(clinic.Ana);

        (await ana.OpenAsync($"/Appointments/{second.PublicId}")).Shows($"de {clock} (hora de invierno) a ");
        (await (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/{second.PublicId}/Move")).SubmitAsync("Input.Reason", ("Input.Reason", "Other")))
            .Is(HttpStatusCode.OK).Shows($"de {clock} (hora de invierno) a ");
        // Nothing has changed, and nobody is told that it has.
        Assert.Equal(second.Version, (await clinic.ReadAsync(second)).Version);
        Assert.DoesNotContain(await clinic.RecordOfAsync(second), e => e.Kind == AuditKind.AppointmentMoved);
        (await (await clinic.SignedInAsync(clinic.Ana, "en")).OpenAsync("/Appointments")).Shows($"{clock} (winter time) to ");
        var offered = await ana.OpenAsync($"/Appointments/Choose/Hour?specialist={clinic.Bruno.Id}&day={date}");
        var twins = offered.Document.QuerySelectorAll(".choices a").Select(a => a.TextContent.Trim()).Where(t => t.StartsWith(clock, StringComparison.Ordinal));
        Assert.Equal([$"{clock} (hora de verano)"], twins);
    }

    private async Task<ChangeDay> WeekBeforeAsync(string date)
    {
        var day = new ChangeDay(date, winter);
        clinic.Clock.AdjustTime(new DateTimeOffset(day.Date.AddDays(-8).ToDateTime(default), TimeSpan.Zero));
        clinic.NewDay();
        await clinic.InAsync<HoursKeeper>(keeper => keeper.SetAsync(clinic.Bruno.Id, Specialists.Week(Week), new(15, 0, 0, 60), Actor.System, default));
        return day;
    }

    private Task<IEnumerable<DateTime>> OfferedAsync(DateOnly day) => clinic.InAsync<FreeHours, IEnumerable<DateTime>>(async free =>
        (await free.ListAsync(s => s.Id == clinic.Bruno.Id, day, day, clinic.Ana.Id, default)).Select(h => h.StartsAt));

    private async Task<List<string>> ListedAsync()
    {
        var (ana, listed, page) = (await clinic.SignedInAsync(clinic.Ana), new List<string>(), 0);
        Page list;
        do
        {
            list = await ana.OpenAsync($"/Appointments?p={++page}");
            listed.AddRange(list.Document.QuerySelectorAll(".appointment-card h3").Select(h => h.TextContent.Trim()));
        }
        while (list.Has("[rel=next]"));
        return listed;
    }

    /// <summary>What a calendar program gets, read as RFC 5545 has it.</summary>
    private Task<IEnumerable<DateTime>> InCalendarAsync() => clinic.InAsync<CalendarFeed, IEnumerable<DateTime>>(async feed =>
    {
        var text = await feed.ReadAsync(await feed.MakeAsync(clinic.Ana.Id, Actor.System, default), default);
        return text!.Split("\r\n").Where(line => line.StartsWith("DTSTART:", StringComparison.Ordinal))
            .Select(line => DateTime.ParseExact(line, "'DTSTART:'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));
    });

    /// <summary>What Ana is sent, in the order of the appointments; written, but not carried to the post.</summary>
    private async Task<List<MimeMessage>> MailedAsync()
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var composer = scope.ServiceProvider.GetRequiredService<MailComposer>();
        var owed = await scope.ServiceProvider.GetRequiredService<ClinicDb>().OutgoingMail
            .Where(m => m.RecipientId == clinic.Ana.Id && m.Kind == MailKind.AppointmentBooked).OrderBy(m => m.Appointment!.StartsAt).ToListAsync();
        await scope.ServiceProvider.GetRequiredService<MailTruth>().LoadAsync(owed);
        var mails = new List<MimeMessage>();
        foreach (var mail in owed)
            mails.Add(await composer.ComposeAsync(mail));
        return mails;
    }
}

public sealed class ClockChangeStories_on_Sqlite(SqliteClinic clinic) : ClockChangeStories(clinic, 1), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ClockChangeStories_on_PostgreSql(PostgresClinic clinic) : ClockChangeStories(clinic, 1), IClassFixture<PostgresClinic>;

public sealed class CanarySqliteClinic : SqliteClinic
{
    public CanarySqliteClinic() => Configure("Clinic:TimeZone", "Atlantic/Canary");
}

public sealed class CanaryPostgresClinic : PostgresClinic
{
    public CanaryPostgresClinic() => Configure("Clinic:TimeZone", "Atlantic/Canary");
}

public sealed class CanaryClockChangeStories_on_Sqlite(CanarySqliteClinic clinic) : ClockChangeStories(clinic, 0), IClassFixture<CanarySqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class CanaryClockChangeStories_on_PostgreSql(CanaryPostgresClinic clinic) : ClockChangeStories(clinic, 0), IClassFixture<CanaryPostgresClinic>;
