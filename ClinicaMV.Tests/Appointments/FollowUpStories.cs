using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>The next appointment, agreed while both are still looking at each other.</summary>
public abstract class FollowUpStories(TestClinic clinic)
{
    [Fact]
    public async Task The_specialist_books_it_from_the_visits_end_at_the_same_hour_by_the_clock()
    {
        // Ten in the morning in Madrid, in winter; four weeks later it is summer.
        var first = await VisitAtAsync(new(2027, 3, 10, 9, 0, 0, DateTimeKind.Utc));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var ended = await bruno.OpenAsync($"/Visits/{first.PublicId}/Ended");
        var form = await ended.FollowAsync("En cuatro semanas");
        (await form.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("de 10:00 a 10:45");

        var next = await clinic.InAsync<ClinicDb, Appointment>(db => db.Appointments.SingleAsync(a => a.Status == AppointmentStatus.Booked));
        Assert.Equal((clinic.Ana.Id, clinic.Bruno.Id, new DateTime(2027, 4, 7, 8, 0, 0, DateTimeKind.Utc), first.Length),
            (next.PatientId, next.SpecialistId, next.StartsAt, next.Length));
    }

    [Fact]
    public async Task The_reception_does_so_from_the_appointment_and_the_patient_is_not_offered_it()
    {
        var first = await VisitAtAsync(new(2027, 5, 12, 9, 0, 0, DateTimeKind.Utc));

        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await (await delia.OpenAsync($"/Appointments/{first.PublicId}")).FollowAsync("En una semana");
        (await form.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("19 de mayo");

        Assert.DoesNotContain("En una semana", (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Appointments/{first.PublicId}")).Text);
    }

    [Fact]
    public async Task Only_hours_to_come_are_offered_and_long_afterwards_those_counted_from_today()
    {
        var first = await VisitAtAsync(new(2027, 6, 9, 8, 0, 0, DateTimeKind.Utc));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        clinic.Clock.SetUtcNow(first.StartsAt.AddDays(14).AddMinutes(1));
        Assert.Equal(["En cuatro semanas: miércoles, 7 de julio de 2027"], Offers(await bruno.OpenAsync($"/Appointments/{first.PublicId}")));
        clinic.Clock.SetUtcNow(first.StartsAt.AddDays(40));
        bruno = await clinic.SignedInAsync(clinic.Bruno);
        var late = await bruno.OpenAsync($"/Appointments/{first.PublicId}");
        Assert.Equal(["En una semana: lunes, 26 de julio de 2027", "En dos semanas: lunes, 2 de agosto de 2027", "En cuatro semanas: lunes, 16 de agosto de 2027"], Offers(late));
        (await (await late.FollowAsync("En una semana")).SubmitAsync("Input.Hour.Time")).Shows("de 10:00 a 10:45");
    }

    [Fact]
    public async Task For_a_disabled_patient_there_is_none_at_the_visits_end_either()
    {
        var patient = await clinic.AddAsync(Roles.Patient);
        var first = await VisitAtAsync(new(2027, 8, 11, 8, 0, 0, DateTimeKind.Utc), patient);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        Assert.Equal(3, Offers(await bruno.OpenAsync($"/Visits/{first.PublicId}/Ended")).Count);
        await clinic.DisableAsync(patient);

        foreach (var page in new[] { $"/Visits/{first.PublicId}/Ended", $"/Appointments/{first.PublicId}" })
            Assert.Empty(Offers((await bruno.OpenAsync(page)).Is(HttpStatusCode.OK)));
    }

    private static List<string> Offers(Page page)
        => [.. page.Document.QuerySelectorAll("a[href*='/Appointments/Book']").Select(a => a.TextContent.Trim()).Where(text => text.StartsWith("En ", StringComparison.Ordinal))];

    private async Task<Appointment> VisitAtAsync(DateTime startsAt, ClinicUser? patient = null)
    {
        clinic.Clock.SetUtcNow(startsAt.AddHours(-1));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
        });
        var visit = await clinic.BookAsync(startsAt, patient: patient);
        clinic.Clock.SetUtcNow(startsAt.AddMinutes(30));
        await clinic.MarkAsync(visit, AppointmentStatus.Completed);
        return visit;
    }
}

public sealed class FollowUpStories_on_Sqlite(SqliteClinic clinic) : FollowUpStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class FollowUpStories_on_PostgreSql(PostgresClinic clinic) : FollowUpStories(clinic), IClassFixture<PostgresClinic>;
