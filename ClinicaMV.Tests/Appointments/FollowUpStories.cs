using System.Net;
using ClinicaMV.Appointments;
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
