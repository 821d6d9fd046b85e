using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>The specialist's week and the administrator's list of everybody's appointments.</summary>
public abstract class OverviewStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_week_shows_seven_days_from_Monday_each_appointment_under_its_local_day()
    {
        var monday = MondayAfter(now);
        await clinic.BookAsync(monday.Date.AddHours(-1), minutes: 30);
        await clinic.BookAsync(monday.AddDays(2), patient: clinic.Carla);
        await clinic.BookAsync(monday.Date.AddDays(7).AddMinutes(-90), minutes: 30);
        await clinic.BookAsync(monday.Date.AddDays(7).AddMinutes(-60), minutes: 30);
        await clinic.BookAsync(monday.AddDays(3), patient: clinic.Carla, specialist: clinic.Elena);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var week = await bruno.OpenAsync($"/Today/Week?day={monday.AddDays(3):yyyy-MM-dd}");

        var days = week.Document.QuerySelectorAll(".day");
        Assert.Equal([1, 0, 1, 0, 0, 0, 1], days.Select(d => d.QuerySelectorAll(".week-list li").Length));
        Assert.Contains("lunes", days[0].TextContent);
        Assert.Contains("0:00 a 0:30", days[0].TextContent);
        Assert.Contains("Carla Pons Vidal", days[2].TextContent);
        Assert.Contains("23:30 a 0:00", days[6].TextContent.Replace("24:00", "0:00"));
        Assert.Single((await week.FollowAsync("Semana siguiente")).Document.QuerySelectorAll(".week-list li"));
        Assert.Empty((await week.FollowAsync("Semana anterior")).Document.QuerySelectorAll(".week-list li"));
        (await (await bruno.OpenAsync("/Today")).FollowAsync("Semana")).IsAt("/Today/Week");
    }

    [Fact]
    public async Task The_week_of_the_clock_change_has_its_seven_days()
    {
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var days = (await bruno.OpenAsync("/Today/Week?day=2027-03-28")).Document.QuerySelectorAll(".day h2").Select(h => h.TextContent.Trim()).ToList();

        Assert.Equal(7, days.Distinct().Count());
        Assert.Equal(("lunes, 22 de marzo de 2027", "domingo, 28 de marzo de 2027"), (days[0], days[6]));
    }

    [Fact]
    public async Task The_week_is_for_specialists_and_no_day_breaks_it()
    {
        (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/Today/Week")).Is(HttpStatusCode.NotFound);

        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        foreach (var day in new[] { "0001-01-01", "9999-12-31", "nonsense" })
        {
            (await bruno.OpenAsync($"/Today/Week?day={day}")).Is(HttpStatusCode.OK);
            (await bruno.OpenAsync($"/Today?day={day}")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task The_reception_reads_the_week_of_any_specialist_on_record_and_nobody_else_does()
    {
        await clinic.BookAsync(now.AddDays(1));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await delia.OpenAsync("/Today")).IsAt("/Appointments").Is(HttpStatusCode.OK);
        var hours = await (await delia.OpenAsync("/Today/Week")).FollowAsync("Bruno Herrera");

        var week = await hours.FollowAsync("Semana");

        week.IsAt($"/Today/Week/{clinic.Bruno.Id}").Shows("Bruno Herrera");
        Assert.False(week.Has(".day h2 a"));
        (await week.FollowAsync("siguiente")).IsAt(week.Path);
        (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(week.Path)).Shows("Bruno Herrera");
        foreach (var stranger in new[] { clinic.Elena, clinic.Ana })
            (await (await clinic.SignedInAsync(stranger)).OpenAsync(week.Path)).Is(HttpStatusCode.NotFound);
        var lines = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.Kind == AuditKind.AppointmentsListed && e.SubjectId == clinic.Bruno.Id).OrderBy(e => e.Id).ToListAsync());
        // The hours, and two weeks.
        Assert.Equal([.. Enumerable.Repeat((clinic.Delia.Id, AuditOutcome.Allowed), 3), (clinic.Elena.Id, AuditOutcome.Denied), (clinic.Ana.Id, AuditOutcome.Denied)], lines.Select(l => (l.ActorId, l.Outcome)));
    }

    [Fact]
    public async Task An_administrator_filters_by_specialist_status_and_day()
    {
        var first = await clinic.BookAsync(now.AddDays(1));
        var cancelled = await clinic.BookAsync(now.AddDays(1).AddHours(2));
        await clinic.CancelAsync(cancelled);
        var elenas = await clinic.BookAsync(now.AddDays(1), patient: clinic.Carla, specialist: clinic.Elena);
        var later = await clinic.BookAsync(now.AddDays(2));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        await ShowsAsync("", first, elenas, cancelled, later);
        await ShowsAsync($"Filters.SpecialistId={clinic.Elena.Id}", elenas);
        await ShowsAsync("Filters.Status=Cancelled", cancelled);
        await ShowsAsync($"Filters.Day={now.AddDays(1):yyyy-MM-dd}", first, elenas, cancelled);
        await ShowsAsync($"Filters.Day={now.AddDays(1):yyyy-MM-dd}&Filters.Status=Booked&Filters.SpecialistId={clinic.Bruno.Id}", first);
        await ShowsAsync("Filters.Status=Telepathy", first, elenas, cancelled, later);
        await ShowsAsync("Filters.Day=9999-12-31");
        (await delia.OpenAsync("/Appointments?Filters.SpecialistId=nobody")).Shows("Ninguna cita con estos filtros");

        async Task ShowsAsync(string filters, params Appointment[] expected)
        {
            var page = await delia.OpenAsync($"/Appointments?{filters}");
            Assert.Equal(expected.Select(a => a.PublicId).Order(),
                page.Document.QuerySelectorAll(".appointment-card h3 a").Select(a => a.GetAttribute("href")!.Split('/')[^1]).Order());
        }
    }

    [Fact]
    public async Task Filters_hold_from_page_to_page_and_a_chosen_day_is_shown_whole()
    {
        for (var i = 0; i < 25; i++)
            await clinic.BookAsync(now.AddMinutes(5 + (10 * i)), minutes: 10);
        await clinic.BookAsync(now.AddMinutes(5), patient: clinic.Carla, specialist: clinic.Elena);
        clinic.Clock.Advance(TimeSpan.FromHours(2));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var first = await delia.OpenAsync($"/Appointments?Filters.SpecialistId={clinic.Bruno.Id}&Filters.Day={now:yyyy-MM-dd}");
        var second = await first.FollowAsync("Siguientes");

        Assert.Equal((20, 5), (first.Document.QuerySelectorAll(".appointment-card").Length, second.Document.QuerySelectorAll(".appointment-card").Length));
        Assert.Equal(clinic.Bruno.Id, second.Document.QuerySelector("#Filters_SpecialistId option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Filters_of_others_change_nothing_and_are_not_shown()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        await clinic.BookAsync(now.AddDays(1), patient: clinic.Carla, specialist: clinic.Elena);
        foreach (ClinicUser person in new[] { clinic.Ana, clinic.Bruno })
        {
            var page = await (await clinic.SignedInAsync(person)).OpenAsync($"/Appointments?Filters.SpecialistId={clinic.Elena.Id}");
            Assert.False(page.Has(".filter-bar"));
            Assert.EndsWith(appointment.PublicId, page.Document.QuerySelectorAll(".appointment-card h3 a").Single().GetAttribute("href"));
        }
    }

    private static DateTime MondayAfter(DateTime day)
    {
        do
            day = day.AddDays(1);
        while (day.DayOfWeek != DayOfWeek.Monday);
        return day;
    }
}

public sealed class OverviewStories_on_Sqlite(SqliteClinic clinic) : OverviewStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class OverviewStories_on_PostgreSql(PostgresClinic clinic) : OverviewStories(clinic), IClassFixture<PostgresClinic>;
