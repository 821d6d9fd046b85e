using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>The next appointment, agreed while both are still looking at each other.</summary>
public abstract class FollowUpStories(TestClinic clinic)
{
    [Fact]
    public async Task The_specialist_books_it_from_the_visits_end_at_the_same_hour_by_the_clock()
    {
        // Ten in the morning in Madrid, in winter; four weeks later it is summer.
        var wednesday = NextSpring().AddDays(-18);
        var first = await VisitAtAsync(wednesday.AddHours(9));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var ended = await bruno.OpenAsync($"/Visits/{first.PublicId}/Ended");
        var form = await ended.FollowAsync("En cuatro semanas");
        (await form.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("de 10:00 a 10:45");

        var next = await clinic.InAsync<ClinicDb, Appointment>(db => db.Appointments.SingleAsync(a => a.Status == AppointmentStatus.Booked));
        Assert.Equal((clinic.Ana.Id, clinic.Bruno.Id, wednesday.AddDays(28).AddHours(8), first.Length),
            (next.PatientId, next.SpecialistId, next.StartsAt, next.Length));
    }

    [Fact]
    public async Task The_reception_does_so_from_the_appointment_and_the_patient_is_not_offered_it()
    {
        var first = await VisitAtAsync(clinic.Now.Date.AddDays(2).AddHours(9));

        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await (await delia.OpenAsync($"/Appointments/{first.PublicId}")).FollowAsync("En una semana");
        (await form.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows(first.StartsAt.AddDays(7).ToString("d 'de' MMMM", ClinicTime.CultureOf("es")));

        Assert.DoesNotContain("En una semana", (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Appointments/{first.PublicId}")).Text);
    }

    // The next Sunday on which the clocks go forward, with weeks of winter before it.
    private DateTime NextSpring()
        => Enumerable.Range(40, 400).Select(days => clinic.Now.Date.AddDays(days)).First(day => day is { Month: 3, Day: > 24, DayOfWeek: DayOfWeek.Sunday });

    private async Task<Appointment> VisitAtAsync(DateTime startsAt)
    {
        clinic.Clock.SetUtcNow(startsAt.AddHours(-1));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
        });
        var visit = await clinic.BookAsync(startsAt);
        clinic.Clock.SetUtcNow(startsAt.AddMinutes(30));
        await clinic.MarkAsync(visit, AppointmentStatus.Completed);
        return visit;
    }
}

public sealed class FollowUpStories_on_Sqlite(SqliteClinic clinic) : FollowUpStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class FollowUpStories_on_PostgreSql(PostgresClinic clinic) : FollowUpStories(clinic), IClassFixture<PostgresClinic>;
