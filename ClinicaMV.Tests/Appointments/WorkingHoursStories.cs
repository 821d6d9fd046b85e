using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>The diary keeps to the specialist's hours: staff always, patients also with notice.</summary>
public abstract class WorkingHoursStories(TestClinic clinic) : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2027, 1, 11);

    public async Task InitializeAsync()
    {
        clinic.Clock.SetUtcNow(new DateTimeOffset(Monday.AddDays(-7).ToDateTime(new(9, 0)), TimeSpan.Zero));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
            await db.ClosedDays.ExecuteDeleteAsync();
            await db.Set<Absence>().ExecuteDeleteAsync();
        });
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00", "Monday 16:00-20:00", "Tuesday 9:00-14:00");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Staff_are_refused_hours_that_are_none_beside_the_field_and_nothing_is_written()
    {
        await clinic.InAsync<HoursKeeper>(async keeper =>
        {
            await keeper.CloseAsync(Monday.AddDays(7), Actor.System, default);
            await keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = Monday.AddDays(1), To = Monday.AddDays(1), FromHour = new(12, 0), ToHour = new(13, 0) }, Actor.System, default);
        });
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}");
        foreach (var (day, hour, words) in new[]
        {
            (0, "13:20", "no pasa consulta"), (0, "15:00", "no pasa consulta"), (2, "10:00", "no pasa consulta"),
            (7, "10:00", "la clínica está cerrada"), (1, "11:30", "está ausente"), (1, "12:55", "está ausente"),
        })
        {
            var refused = await form.SubmitAsync("Input.PatientId", Filled(day, hour));

            refused.Is(HttpStatusCode.BadRequest);
            Assert.Contains(words, refused.Document.QuerySelector("#Input_Hour_Time-error")!.TextContent);
        }

        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
        (await form.SubmitAsync("Input.PatientId", Filled(0, "13:15"))).Is(HttpStatusCode.OK).Shows("de 13:15 a 14:00");
        (await form.SubmitAsync("Input.PatientId", Filled(1, "13:00"))).Is(HttpStatusCode.OK).Shows("de 13:00 a 13:45");
    }

    [Fact]
    public async Task Moving_keeps_to_the_hours_but_an_hour_that_was_agreed_stays_good()
    {
        var appointment = await clinic.BookAsync(At(0, 10));
        await clinic.WorkAsync(clinic.Bruno, "Monday 16:00-20:00");
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await bruno.OpenAsync($"/Appointments/{appointment.PublicId}/Move");

        var refused = await form.SubmitAsync("Input.Hour.Time", ("Input.Hour.Time", "11:00"), ("Input.Reason", "Other"));
        refused.Is(HttpStatusCode.BadRequest).Shows("de 10:00 a 10:45");
        Assert.Contains(refused.Errors, e => e.Contains("no pasa consulta"));
        (await refused.SubmitAsync("Input.Hour.Time", ("Input.Hour.Time", "10:00"), ("Input.Hour.Modality", "InPerson"))).Is(HttpStatusCode.OK).Shows("Presencial");
        (await form.SubmitAsync("Input.Hour.Time", ("Seen.Version", "1"), ("Input.Hour.Time", "19:15"), ("Input.Reason", "Other"))).Is(HttpStatusCode.OK).Shows("de 19:15 a 20:00");
    }

    [Theory]
    [InlineData(0, 9, null)]
    [InlineData(63, 10, DiaryRefusal.TooFar)]
    [InlineData(-7, 12, null)] // two hours from now
    [InlineData(-7, 11, DiaryRefusal.TooSoon)]
    [InlineData(0, 15, DiaryRefusal.OutsideHours)]
    public async Task Patients_also_need_notice_and_staff_do_not(int day, int hour, DiaryRefusal? refusal)
    {
        Assert.Equal(refusal, await BookAsync(new Actor(clinic.Ana.Id, Roles.Patient), At(day, hour)));
        if (refusal is DiaryRefusal.TooSoon or DiaryRefusal.TooFar)
            Assert.Null(await BookAsync(new Actor(clinic.Delia.Id, Roles.Administrator), At(day, hour)));
    }

    [Fact]
    public async Task A_specialist_without_hours_is_booked_freely_by_staff_and_never_by_patients()
    {
        await clinic.WorkAsync(clinic.Bruno);
        await clinic.BookAsync(At(9, 3));

        Assert.Equal(DiaryRefusal.OutsideHours, await BookAsync(new Actor(clinic.Ana.Id, Roles.Patient), At(2, 3)));
        Assert.Null(await BookAsync(new Actor(clinic.Bruno.Id, Roles.Specialist), At(2, 3)));
    }

    [Fact]
    public async Task A_closed_day_and_an_absence_count_also_for_a_specialist_without_hours()
    {
        await clinic.WorkAsync(clinic.Bruno);
        await clinic.InAsync<HoursKeeper>(async keeper =>
        {
            await keeper.CloseAsync(Monday.AddDays(7), Actor.System, default);
            await keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = Monday.AddDays(1), To = Monday.AddDays(1) }, Actor.System, default);
        });
        var form = await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}");

        foreach (var (day, words) in new[] { (7, "la clínica está cerrada"), (1, "está ausente") })
            Assert.Contains(words, (await form.SubmitAsync("Input.PatientId", Filled(day, "10:00"))).Is(HttpStatusCode.BadRequest).Document.QuerySelector("#Input_Hour_Time-error")!.TextContent);

        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
        (await form.SubmitAsync("Input.PatientId", Filled(2, "3:00"))).Is(HttpStatusCode.OK).Shows("de 3:00 a 3:45");
    }

    [Fact]
    public async Task Once_a_day_is_closed_or_the_specialist_away_nobody_books_on_it_however_many_try_at_that_moment()
    {
        for (var round = 0; round < 6; round++)
        {
            var day = Monday.AddDays(7 * round);
            var asked = Enumerable.Range(0, 8).Select(i => Task.Run(() => BookAsync(new(clinic.Delia.Id, Roles.Administrator), At(7 * round, i < 5 ? 9 + i : 11 + i)))).ToList<Task>();
            asked.Insert(round, Task.Run(() => clinic.InAsync<HoursKeeper>(keeper => round % 2 == 0
                ? keeper.CloseAsync(day, Actor.System, default)
                : keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = day, To = day }, Actor.System, default))));
            await Task.WhenAll(asked);

            var record = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.AsNoTracking().Where(e => e.Outcome == AuditOutcome.Allowed).OrderByDescending(e => e.Id).Take(9).ToListAsync());
            var closed = record.Find(e => e.Kind is AuditKind.ClosedDayAdded or AuditKind.AbsenceAdded)!.Id;
            Assert.DoesNotContain(record, e => e.Id > closed && e.Kind == AuditKind.AppointmentBooked);
        }
    }

    private Task<DiaryRefusal?> BookAsync(Actor by, DateTime start) => clinic.InAsync<Diary, DiaryRefusal?>(async diary =>
        (await diary.BookAsync(clinic.Ana.Id, clinic.Bruno.Id, new(start, TimeSpan.FromMinutes(45), Modality.Video), by, default)).Refusal);

    private (string, string)[] Filled(int day, string hour) =>
        [("Input.PatientId", clinic.Ana.Id), ("Input.SpecialistId", clinic.Bruno.Id), ("Input.Hour.Date", Monday.AddDays(day).ToString("O")), ("Input.Hour.Time", hour)];

    private static DateTime At(int day, int hour) => Monday.AddDays(day).ToDateTime(new(hour - 1, 0), DateTimeKind.Utc);
}

public sealed class WorkingHoursStories_on_Sqlite(SqliteClinic clinic) : WorkingHoursStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class WorkingHoursStories_on_PostgreSql(PostgresClinic clinic) : WorkingHoursStories(clinic), IClassFixture<PostgresClinic>;
