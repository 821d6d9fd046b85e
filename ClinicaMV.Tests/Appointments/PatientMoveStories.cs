using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>A patient moves an appointment to another free hour of the same specialist, one thing per page and without a script.</summary>
public abstract class PatientMoveStories(TestClinic clinic) : IAsyncLifetime
{
    private static readonly DateTime Friday = new(2027, 1, 8, 9, 0, 0, DateTimeKind.Utc);

    /// <summary>Nine in the morning in Madrid, on the Monday after.</summary>
    private static readonly DateTime Nine = new(2027, 1, 11, 8, 0, 0, DateTimeKind.Utc);

    public async Task InitializeAsync()
    {
        if (clinic.Now < Friday)
            clinic.Clock.SetUtcNow(new DateTimeOffset(Friday));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
        });
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00", "Wednesday 16:00-18:00");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Five_presses_move_an_appointment_which_is_on_record_in_the_mail_and_in_another_room()
    {
        var appointment = await clinic.BookAsync(Nine, Modality.InPerson);
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var details = await ana.OpenAsync($"/Appointments/{appointment.PublicId}");
        details.Shows("Puede cambiar la hora o anular la cita por aquí hasta el domingo, 10 de enero de 2027");
        var hour = await (await details.FollowAsync("Cambiar la hora")).FollowAsync("miércoles");
        Assert.Equal(["16:00", "16:45"], Choices(hour));
        var check = await hour.FollowAsync("16:45");
        check.Shows("Hora actual lunes, 11 de enero de 2027, de 9:00 a 9:45").Shows("Cuándo miércoles, 13 de enero de 2027, de 16:45 a 17:30").Shows("Presencial");

        var moved = await check.SubmitAsync("Input.Reason", ("Input.Reason", "WorkOrTravel"));

        moved.IsAt($"/Appointments/{appointment.PublicId}").Shows("Su cita ha cambiado de hora").Shows("de 16:45 a 17:30").Shows("Presencial");
        var now = await clinic.ReadAsync(appointment);
        Assert.Equal((1, Nine.AddDays(2).AddHours(7).AddMinutes(45), TimeSpan.FromMinutes(45)), (now.Version, now.StartsAt, now.Length));
        Assert.NotEqual(appointment.Visit.RoomRef, now.Visit.RoomRef);
        var line = (await clinic.RecordOfAsync(appointment))[^1];
        Assert.Equal((AuditKind.AppointmentMoved, "WorkOrTravel", clinic.Ana.Id, "Patient"), (line.Kind, line.Reason, line.ActorId, line.ActorRole));
        Assert.StartsWith("Cita cambiada", (await clinic.MailToAsync(clinic.Bruno)).Subject);
        await clinic.BookAsync(Nine, patient: clinic.Carla);
    }

    [Fact]
    public async Task The_present_appointment_is_no_obstacle_but_its_own_hour_is_no_change_and_those_of_others_keep_their_gap()
    {
        await clinic.InAsync<HoursKeeper>(keeper => keeper.SetAsync(clinic.Bruno.Id, Specialists.Week("Monday 9:00-14:00"), new(30, 15), Actor.System, default));
        var appointment = await clinic.BookAsync(Nine.AddMinutes(45), minutes: 60); // 9:45 to 10:45, as staff gave it
        await clinic.BookAsync(Nine.AddMinutes(180), patient: clinic.Carla, minutes: 30); // 12:00
        await clinic.BookAsync(Nine.AddMinutes(135), specialist: clinic.Elena, minutes: 10); // Ana is with Elena at 11:15

        var hours = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Appointments/{appointment.PublicId}/Move/Hour?day=2027-01-11");

        // In steps of her own hour and the gap; 11:30 would reach into Carla's.
        Assert.Equal(["9:00", "10:15", "12:45"], Choices(hours));
    }

    [Fact]
    public async Task Within_the_deadline_nothing_leads_there_and_a_form_from_before_is_refused_and_nothing_is_written()
    {
        await clinic.WorkAsync(clinic.Bruno, "Saturday 10:00-12:00", "Wednesday 16:00-18:00");
        var inADay = Friday.AddDays(1).AddMinutes(10);
        var appointment = await clinic.BookAsync(inADay);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(Check(appointment, "2027-01-13T15:00Z"));
        clinic.Clock.SetUtcNow(new DateTimeOffset(inADay.AddDays(-1).AddSeconds(1)));

        var refused = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Illness"));

        refused.Is(HttpStatusCode.BadRequest).Shows("Llame a la clínica");
        Assert.Contains(refused.Errors, e => e.Contains("ya no se puede cambiar"));
        Assert.Equal((0, inADay), ((await clinic.ReadAsync(appointment)).Version, (await clinic.ReadAsync(appointment)).StartsAt));
        Assert.Equal(["AppointmentBooked Allowed ", "AppointmentMoved Denied TooLateToChange"], (await clinic.RecordOfAsync(appointment)).Select(e => $"{e.Kind} {e.Outcome} {e.Reason}"));
        var details = await ana.OpenAsync($"/Appointments/{appointment.PublicId}/Move");
        details.IsAt($"/Appointments/{appointment.PublicId}").Shows("Llame a la clínica");
        Assert.False(details.Has("a[href*=Move]"));
    }

    [Theory]
    [InlineData("2027-01-13T15:05Z", "no se ofrece ninguna cita", "NotOffered")] // not on the grid
    [InlineData("2027-01-12T09:00Z", "no pasa consulta", "OutsideHours")]
    [InlineData("2027-01-06T15:00Z", "ya ha pasado", "InThePast")]
    [InlineData("2027-04-14T14:00Z", "Todavía no se puede pedir", "TooFar")]
    [InlineData("9999-12-31T23:59Z", "hasta dentro de dos años", "BeyondTheDiary")]
    [InlineData("0001-01-01T00:00Z", "ya ha pasado", "InThePast")]
    [InlineData("tomorrow", "Elija una hora", null)]
    [InlineData("", "Elija una hora", null)]
    public async Task What_is_not_offered_cannot_be_had_by_a_forged_form(string at, string words, string? onRecord)
    {
        var appointment = await clinic.BookAsync(Nine);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(Check(appointment, "2027-01-13T15:00Z"));

        var refused = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Other"), ("At", at));

        refused.Is(HttpStatusCode.BadRequest).Shows(words);
        Assert.NotEmpty(Choices(refused));
        Assert.Equal((0, Nine), ((await clinic.ReadAsync(appointment)).Version, (await clinic.ReadAsync(appointment)).StartsAt));
        Assert.Equal(onRecord, (await clinic.RecordOfAsync(appointment))[^1].Reason);
        (await ana.OpenAsync(Check(appointment, at))).Is(HttpStatusCode.OK).Shows(words);
    }

    [Fact]
    public async Task Its_own_hour_is_no_change_and_whoever_presses_again_is_led_to_the_appointment()
    {
        var appointment = await clinic.BookAsync(Nine);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(Check(appointment, "2027-01-13T15:00Z"));

        Assert.DoesNotContain("ha cambiado de hora", (await form.SubmitAsync("Input.Reason", ("Input.Reason", "Other"), ("At", "2027-01-11T08:00Z"))).IsAt($"/Appointments/{appointment.PublicId}").Text);
        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
        for (var press = 0; press < 2; press++)
            (await form.SubmitAsync("Input.Reason", ("Input.Reason", "Other"))).IsAt($"/Appointments/{appointment.PublicId}").Shows("Su cita ha cambiado de hora");

        (await ana.OpenAsync(Check(appointment, "2027-01-13T15:00Z"))).IsAt($"/Appointments/{appointment.PublicId}");
        Assert.Equal(["AppointmentBooked Allowed", "AppointmentMoved Allowed"], (await clinic.RecordOfAsync(appointment)).Select(e => $"{e.Kind} {e.Outcome}"));
    }

    [Fact]
    public async Task Eight_presses_at_once_move_it_once_and_lead_to_it()
    {
        var appointment = await clinic.BookAsync(Nine);
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(appointment, "2027-01-13T15:00Z"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => form.SubmitOnceAsync("Input.Reason", ("Input.Reason", "Other"))));

        Assert.All(answers, a => Assert.Equal($"/Appointments/{appointment.PublicId}", a.Headers.Location?.ToString()));
        Assert.Equal(["AppointmentBooked Allowed", "AppointmentMoved Allowed"], (await clinic.RecordOfAsync(appointment)).Select(e => $"{e.Kind} {e.Outcome}"));
    }

    [Fact]
    public async Task An_appointment_keeps_its_length_and_a_patients_hour_of_another_is_refused()
    {
        var appointment = await clinic.BookAsync(Nine, minutes: 60);
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(appointment, "2027-01-13T15:00Z"));
        form.Shows("de 16:00 a 17:00");

        (await form.SubmitAsync("Input.Reason", ("Input.Reason", "Other"))).Shows("de 16:00 a 17:00");

        var refused = await clinic.InAsync<Diary, DiaryAnswer>(async diary => await diary.MoveAsync(await clinic.InAsync<ClinicDb, Appointment>(db => db.Appointments.WithPeople().SingleAsync()), 1,
            new(Nine, TimeSpan.FromMinutes(45), Modality.Video), ChangeReason.Other, new(clinic.Ana.Id, Roles.Patient), default));
        Assert.Equal(DiaryRefusal.OtherLength, refused.Refusal);
    }

    [Fact]
    public async Task Somebody_else_was_faster_and_the_next_free_hours_are_one_press_away()
    {
        var appointment = await clinic.BookAsync(Nine);
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(appointment, "2027-01-13T15:00Z"));
        await clinic.BookAsync(Nine.AddDays(2).AddHours(7), patient: clinic.Carla);

        var lost = await form.SubmitAsync("Input.Reason", ("Input.Reason", "WorkOrTravel"));

        lost.Is(HttpStatusCode.BadRequest).Shows("Esa hora se acaba de ocupar");
        Assert.Equal(["16:45 miércoles, 13 de enero de 2027", "9:00 lunes, 18 de enero de 2027"], Choices(lost)[..2]);
        Assert.Equal(6, Choices(lost).Count);
        (await (await lost.FollowAsync("16:45")).SubmitAsync("Input.Reason")).Shows("de 16:45 a 17:30");
        Assert.Equal("WorkOrTravel", (await clinic.RecordOfAsync(appointment))[^1].Reason);
    }

    [Fact]
    public async Task A_stale_form_shows_both_versions_and_pressing_again_agrees_to_the_new_one()
    {
        var appointment = await clinic.BookAsync(Nine);
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(appointment, "2027-01-13T15:00Z"));
        await clinic.MoveAsync(appointment, Nine.AddMinutes(90));

        var stale = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Illness"));

        stale.Is(HttpStatusCode.BadRequest).Shows("Lo que usted veía Cuándo lunes, 11 de enero de 2027, de 9:00 a 9:45").Shows("Como es ahora Cuándo lunes, 11 de enero de 2027, de 10:30 a 11:15");
        Assert.Equal(1, (await clinic.ReadAsync(appointment)).Version);
        (await stale.SubmitAsync("Input.Reason")).Is(HttpStatusCode.OK).Shows("de 16:00 a 16:45");
        Assert.Equal("Illness", (await clinic.RecordOfAsync(appointment))[^1].Reason);
    }

    [Fact]
    public async Task A_form_of_an_appointment_that_was_cancelled_meanwhile_says_so_and_offers_nothing_to_press()
    {
        var appointment = await clinic.BookAsync(Nine);
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(appointment, "2027-01-13T15:00Z"));
        await clinic.CancelAsync(appointment);

        var refused = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Illness"));

        Assert.Contains("Esta cita ya está anulada y no se puede cambiar.", refused.Is(HttpStatusCode.BadRequest).Errors);
        Assert.False(refused.Has("main form"));
        Assert.DoesNotContain("Llame a la clínica", refused.Text);
    }

    [Fact]
    public async Task Without_a_reason_nothing_moves()
    {
        var appointment = await clinic.BookAsync(Nine);
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(appointment, "2027-01-13T15:00Z"));

        (await form.SubmitAsync("Input.Reason")).Is(HttpStatusCode.BadRequest);

        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
        Assert.DoesNotContain("SpecialistUnavailable", form.Document.Body!.InnerHtml);
    }

    [Theory]
    [InlineData("SpecialistUnavailable")]
    [InlineData("ClinicClosed")]
    public async Task The_clinics_own_reasons_are_refused_from_a_forged_form(string reason)
    {
        var appointment = await clinic.BookAsync(Nine);
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(appointment, "2027-01-13T15:00Z"));

        var refused = await form.SubmitAsync("Input.Reason", ("Input.Reason", reason));

        Assert.Contains(refused.Is(HttpStatusCode.BadRequest).Errors, e => e.Contains("motivos de la lista"));
        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
        (await refused.SubmitAsync("Input.Reason", ("Input.Reason", "Illness"))).Is(HttpStatusCode.OK).Shows("de 16:00 a 16:45");
    }

    [Fact]
    public async Task Nobody_elses_appointment_has_these_pages()
    {
        var appointment = await clinic.BookAsync(Nine);
        var own = await clinic.BookAsync(Nine.AddMinutes(45), patient: clinic.Carla);
        var carla = await clinic.SignedInAsync(clinic.Carla);
        foreach (var visitor in new[] { carla, await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Delia) })
        {
            foreach (var step in new[] { "Day", "Hour?day=2027-01-11", "Check?at=2027-01-13T15:00Z" })
                (await visitor.OpenAsync($"/Appointments/{appointment.PublicId}/Move/{step}")).Is(HttpStatusCode.NotFound);
        }

        var form = await carla.OpenAsync(Check(own, "2027-01-13T15:00Z"));
        (await form.SubmitElsewhereAsync("Input.Reason", Check(appointment, "2027-01-13T15:00Z"), ("Input.Reason", "Other"))).Is(HttpStatusCode.NotFound);
        Assert.Equal(Nine, (await clinic.ReadAsync(appointment)).StartsAt);
    }

    [Fact]
    public async Task Of_thirty_two_patients_who_move_to_one_hour_at_once_exactly_one_gets_it_and_nobody_sees_an_error()
    {
        await clinic.WorkAsync(clinic.Bruno, "Monday 0:00-0:00", "Wednesday 16:00-18:00");
        var patients = await PatientsAsync(32);
        var forms = new List<Page>();
        foreach (var (patient, i) in patients.Select((p, i) => (p, i)))
        {
            var appointment = await clinic.BookAsync(Nine.AddDays(7).AddHours(-9).AddMinutes(45 * i), patient: patient);
            forms.Add(await (await clinic.SignedInAsync(patient)).OpenAsync(Check(appointment, "2027-01-13T15:00Z")));
        }

        var answers = await Task.WhenAll(forms.Select(f => f.SubmitOnceAsync("Input.Reason", ("Input.Reason", "Other"))));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(31, answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest));
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync(a => a.StartsAt == Nine.AddDays(2).AddHours(7))));
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync(a => a.Version == 1)));
    }

    private Task<List<ClinicUser>> PatientsAsync(int count) => clinic.InAsync<ClinicDb, List<ClinicUser>>(async db =>
    {
        var hash = new PasswordHasher<ClinicUser>().HashPassword(clinic.Ana, TestClinic.Password);
        var normalizer = new UpperInvariantLookupNormalizer();
        var people = Enumerable.Range(0, count).Select(i =>
        {
            var person = new NewPerson($"Paciente {i}", $"paciente{i}@example.test", Roles.Patient, "es").AddTo(db, normalizer);
            (person.PasswordHash, person.EmailConfirmed) = (hash, true);
            return person;
        }).ToList();
        await db.SaveChangesAsync();
        return people;
    });

    private static string Check(Appointment appointment, string at) => $"/Appointments/{appointment.PublicId}/Move/Check?at={Uri.EscapeDataString(at)}";

    private static List<string> Choices(Page page)
        => [.. page.Document.QuerySelectorAll(".choices a").Select(a => string.Join(' ', a.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}

public sealed class PatientMoveStories_on_Sqlite(SqliteClinic clinic) : PatientMoveStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class PatientMoveStories_on_PostgreSql(PostgresClinic clinic) : PatientMoveStories(clinic), IClassFixture<PostgresClinic>;
