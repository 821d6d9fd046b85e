using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;

namespace ClinicaMV.Tests.Appointments;

/// <summary>Which weeks are offered for the next appointment, and for whom.</summary>
public abstract class FollowUpOfferStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Only_hours_to_come_are_offered_and_long_afterwards_those_counted_from_today()
    {
        var first = await EndedAsync();

        clinic.Clock.SetUtcNow(first.StartsAt.AddDays(14).AddMinutes(1));
        Assert.Equal([("En cuatro semanas", first.StartsAt.AddDays(28))], Offers(await OpenAsync($"/Appointments/{first.PublicId}")));

        clinic.Clock.SetUtcNow(first.StartsAt.AddDays(40));
        var late = await OpenAsync($"/Appointments/{first.PublicId}");
        Assert.Equal([("En una semana", first.StartsAt.AddDays(47)), ("En dos semanas", first.StartsAt.AddDays(54)), ("En cuatro semanas", first.StartsAt.AddDays(68))], Offers(late));
        (await (await late.FollowAsync("En una semana")).SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("de 10:05 a 10:50");
    }

    [Fact]
    public async Task For_a_disabled_patient_there_is_none_at_the_visits_end_either()
    {
        var patient = await clinic.AddAsync(Roles.Patient);
        var first = await EndedAsync(patient);
        Assert.Equal(3, Offers(await OpenAsync($"/Visits/{first.PublicId}/Ended")).Count);
        await clinic.DisableAsync(patient);

        foreach (var page in new[] { $"/Visits/{first.PublicId}/Ended", $"/Appointments/{first.PublicId}" })
            Assert.Empty(Offers((await OpenAsync(page)).Is(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task When_that_hour_is_taken_the_form_shows_the_nearest_free_ones()
    {
        var first = await EndedAsync();
        var wished = first.StartsAt.AddDays(7);
        await clinic.BookAsync(wished, patient: clinic.Carla);
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 0:00-0:00")]);

        var form = await (await OpenAsync($"/Appointments/{first.PublicId}")).FollowAsync("En una semana");

        var offered = form.Shows("Las horas libres más cercanas").Document.QuerySelectorAll("[aria-labelledby=next-hours] a").Select(a => InstantOf(a.GetAttribute("href")!)).ToList();
        Assert.Equal(FreeHours.Few, offered.Count);
        Assert.All(offered, at => Assert.InRange((at - wished).Duration(), first.Length / 2, 5 * first.Length));
        Assert.Contains(offered, at => at < wished);
        Assert.Contains(offered, at => at > wished);
    }

    private async Task<Appointment> EndedAsync(ClinicUser? patient = null)
    {
        var visit = await clinic.BookAsync(now.AddMinutes(5), patient: patient);
        clinic.Clock.Advance(TimeSpan.FromMinutes(30));
        await clinic.MarkAsync(visit, AppointmentStatus.Completed);
        return visit;
    }

    private async Task<Page> OpenAsync(string page) => await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(page);

    private static List<(string, DateTime)> Offers(Page page)
        => [.. page.Document.QuerySelectorAll("a[href*='/Appointments/Book']").Where(a => a.TextContent.Trim().StartsWith("En ", StringComparison.Ordinal))
            .Select(a => (a.TextContent.Trim().Split(':')[0], InstantOf(a.GetAttribute("href")!)))];

    private static DateTime InstantOf(string href)
        => DateTime.Parse(Uri.UnescapeDataString(href.Split("at=")[1].Split('&')[0]), null, System.Globalization.DateTimeStyles.AdjustToUniversal);
}

public sealed class FollowUpOfferStories_on_Sqlite(SqliteClinic clinic) : FollowUpOfferStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class FollowUpOfferStories_on_PostgreSql(PostgresClinic clinic) : FollowUpOfferStories(clinic), IClassFixture<PostgresClinic>;
