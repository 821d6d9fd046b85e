using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

public abstract class DiaryStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task A_specialist_books_for_a_patient_who_finds_it_in_the_list_and_in_the_mail()
    {
        await clinic.BookAsync(now.AddDays(20));
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await (await (await bruno.OpenAsync("/Today")).FollowAsync("Nueva cita")).FollowAsync("Ana García Ruiz");
        Assert.False(form.Has("#Input_SpecialistId"));

        var booked = await form.SubmitAsync("Input.PatientId", [("Input.PatientId", clinic.Ana.Id), .. Hour(now.AddDays(1))]);

        booked.Is(HttpStatusCode.OK).Shows("Ana García Ruiz").Shows("de 10:00 a 10:45 (hora peninsular)").Shows("Pendiente").Shows("La cita está guardada. Paciente y especialista reciben un correo.");
        var ana = await clinic.SignedInAsync(clinic.Ana);
        (await ana.OpenAsync("/Appointments")).Shows("con Bruno Herrera").Shows("de 10:00 a 10:45");
        Assert.EndsWith($"{booked.Path.Replace("/Appointments/", "/Visits/")}/Join", (await clinic.MailToAsync(clinic.Ana)).Link());
    }

    [Fact]
    public async Task An_administrator_books_moves_and_cancels_for_anybody_and_each_step_is_on_record_and_in_the_mail()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var booked = await (await (await (await delia.OpenAsync("/Appointments/Book")).FollowAsync("Carla Pons Vidal")).FollowAsync("Elena Vázquez"))
            .SubmitAsync("Input.PatientId", Hour(now.AddDays(1).AddHours(1)));
        var room = await RoomRefAsync(booked);

        var moved = await (await booked.FollowAsync("Cambiar la hora")).SubmitAsync("Input.Hour.Time", ("Input.Hour.Time", "12:30"), ("Input.Reason", "PatientRequest"));
        moved.IsAt(booked.Path).Shows("de 12:30 a 13:15").Shows("El cambio está guardado");
        Assert.NotEqual(room, room = await RoomRefAsync(booked));

        var cancelled = await (await moved.FollowAsync("Anular la cita")).SubmitAsync("Sí, anular la cita", ("Input.Reason", "Illness"));
        cancelled.IsAt(booked.Path).Shows("La cita está anulada. Paciente y especialista reciben un correo.");
        Assert.NotEqual(room, await RoomRefAsync(booked));

        var appointment = await clinic.InAsync<ClinicDb, Appointment>(db => db.Appointments.Include(a => a.Slots).SingleAsync(a => a.PublicId == booked.Path.Substring(14)));
        Assert.Empty(appointment.Slots);
        Assert.Equal([AuditKind.AppointmentBooked, AuditKind.AppointmentMoved, AuditKind.AppointmentCancelled], (await clinic.RecordOfAsync(appointment)).Select(e => e.Kind));
        Assert.Equal([null, "PatientRequest", "Illness"], (await clinic.RecordOfAsync(appointment)).Select(e => e.Reason));
        Assert.All(await clinic.RecordOfAsync(appointment), e => Assert.Equal(clinic.Delia.Id, e.ActorId));
        var mail = await clinic.MailToAsync(clinic.Carla);
        Assert.StartsWith("Appointment cancelled", mail.Subject);
        Assert.DoesNotContain("/Join", mail.TextBody);
    }

    [Fact]
    public async Task A_taken_hour_is_refused_beside_the_field_for_specialist_and_patient_alike()
    {
        await clinic.BookAsync(now.AddDays(1));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}");

        foreach (var (patient, specialist, whose) in new[] { (clinic.Carla, clinic.Bruno, "el especialista ya tiene una cita"), (clinic.Ana, clinic.Elena, "el paciente ya tiene una cita") })
        {
            var refused = await form.SubmitAsync("Input.PatientId",
                [("Input.PatientId", patient.Id), ("Input.SpecialistId", specialist.Id), .. Hour(now.AddDays(1).AddMinutes(30))]);

            refused.Is(HttpStatusCode.BadRequest);
            Assert.Contains(refused.Errors, e => e.Contains(whose));
            Assert.Contains(whose, refused.Document.QuerySelector("#Input_Hour_Time-error")!.TextContent);
            Assert.Equal("10:30", refused.Document.QuerySelector("#Input_Hour_Time")!.GetAttribute("value"));
        }
    }

    [Theory]
    [InlineData("Book")]
    [InlineData("Move")]
    public async Task With_the_refusal_come_the_next_free_hours_that_one_press_fills_into_the_form(string page)
    {
        var start = now.Date.AddDays(1).AddHours(9);
        await clinic.WorkAsync(clinic.Elena, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 9:00-14:00")]);
        await clinic.BookAsync(start, patient: clinic.Carla, specialist: clinic.Elena);
        var own = await clinic.BookAsync(start.AddDays(1), specialist: clinic.Elena);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync(page == "Book" ? $"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}" : $"/Appointments/{own.PublicId}/Move");
        (string, string)[] fields = page == "Book" ? [("Input.PatientId", clinic.Ana.Id), ("Input.SpecialistId", clinic.Elena.Id)] : [("Input.Reason", "Illness")];

        var refused = await form.SubmitAsync("Input.Hour.Time", [.. fields, .. Hour(start), ("Input.Hour.Modality", "InPerson")]);
        refused.Is(HttpStatusCode.BadRequest).Shows(page == "Book" ? "Las horas libres más cercanas" : "Las siguientes horas libres");
        Assert.Contains("el especialista ya tiene una cita", refused.Document.QuerySelector("#Input_Hour_Time-error")!.TextContent);
        Assert.Equal(6, refused.Document.QuerySelectorAll(".choices a").Length);
        var filled = await refused.FollowAsync("11:15");

        Assert.Equal("11:15", filled.Document.QuerySelector("#Input_Hour_Time")!.GetAttribute("value"));
        Assert.Equal($"{start:yyyy-MM-dd}", filled.Document.QuerySelector("#Input_Hour_Date")!.GetAttribute("value"));
        (await filled.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("de 11:15 a 12:00").Shows("Presencial").Shows("Ana García Ruiz").Shows("Elena Vázquez");
        await clinic.WorkAsync(clinic.Elena);
    }

    [Theory]
    [InlineData("Input.Hour.Date", "2020-01-01", "Esa hora ya ha pasado.")]
    [InlineData("Input.Hour.Date", "9999-12-31", "dos años")]
    [InlineData("Input.Hour.Time", "10:03", "pasos de cinco minutos")]
    [InlineData("Input.Hour.Minutes", "0", "de 5 a 240 minutos")]
    [InlineData("Input.Hour.Minutes", "241", "de 5 a 240 minutos")]
    [InlineData("Input.Hour.Minutes", "nada", "no es válido")]
    [InlineData("Input.Hour.Time", "", "Falta este dato.")]
    [InlineData("Input.Hour.Time", "25:99", "no es válido")]
    [InlineData("Input.PatientId", "", "Falta este dato.")]
    [InlineData("Input.PatientId", "nobody", "Elija un paciente")]
    [InlineData("Input.Hour.Modality", "Telepathy", "no es válido")]
    public async Task A_bad_field_is_named_and_nothing_is_written(string field, string value, string expected)
    {
        await clinic.BookAsync(now.AddDays(20));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var before = await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync());
        var fields = Hour(now.AddDays(2)).Append((Name: "Input.PatientId", Value: clinic.Ana.Id)).Where(f => f.Name != field).Append((field, value));

        var refused = await (await bruno.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}")).SubmitAsync("Input.PatientId", [.. fields]);

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains(expected, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(before, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
    }

    [Fact]
    public async Task The_hour_that_the_clocks_leave_out_cannot_be_booked()
    {
        await clinic.BookAsync(now.AddDays(20));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var refused = await (await bruno.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}")).SubmitAsync("Input.PatientId",
            ("Input.PatientId", clinic.Ana.Id), ("Input.Hour.Date", "2027-03-28"), ("Input.Hour.Time", "02:30"));

        Assert.Contains(refused.Errors, e => e.Contains("Esa hora no existe", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_appointment_of_a_disabled_specialist_is_not_moved_and_the_refusal_leads_to_no_field_that_is_not_there()
    {
        var specialist = await clinic.AddAsync(Roles.Specialist);
        var appointment = await clinic.BookAsync(now.AddDays(3), specialist: specialist);
        await clinic.DisableAsync(specialist);

        var refused = await (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/{appointment.PublicId}/Move"))
            .SubmitAsync("Input.Hour.Time", ("Input.Hour.Time", "16:00"), ("Input.Reason", "Other"));

        Assert.Contains(refused.Is(HttpStatusCode.BadRequest).Errors, e => e.Contains("está de baja", StringComparison.OrdinalIgnoreCase));
        Assert.False(refused.Has(".error-summary a"));
        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
    }

    [Fact]
    public async Task A_stale_form_changes_nothing_and_shows_the_appointment_as_it_is_now()
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var stale = await bruno.OpenAsync($"/Appointments/{appointment.PublicId}/Move");
        await clinic.MoveAsync(appointment, now.AddDays(3).AddHours(2));

        var refused = await stale.SubmitAsync("Input.Hour.Time", ("Input.Hour.Time", "16:00"), ("Input.Reason", "Other"));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains("de 10:00 a 10:45", refused.Document.QuerySelector("[aria-labelledby=version-seen]")!.TextContent);
        Assert.Contains("de 12:00 a 12:45", refused.Document.QuerySelector("[aria-labelledby=version-now]")!.TextContent);
        Assert.Contains(refused.Errors, e => e.Contains("mientras tanto", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("16:00", refused.Document.QuerySelector("#Input_Hour_Time")!.GetAttribute("value"));
        (await refused.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("de 16:00 a 16:45");
    }

    [Theory]
    [InlineData("Cancel", "")]
    [InlineData("Cancel", "abc")]
    [InlineData("Move", "")]
    public async Task A_form_without_the_version_that_was_seen_changes_nothing(string page, string version)
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        (await (await bruno.OpenAsync($"/Appointments/{appointment.PublicId}/{page}")).SubmitAsync("Seen.Version", ("Seen.Version", version))).Is(HttpStatusCode.BadRequest);

        Assert.Equal((0, AppointmentStatus.Booked), ((await clinic.ReadAsync(appointment)).Version, (await clinic.ReadAsync(appointment)).Status));
    }

    [Fact]
    public async Task Thirty_two_at_once_for_one_hour_book_it_once_and_nobody_sees_an_error()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => form.SubmitOnceAsync("Input.PatientId",
            [("Input.PatientId", i % 2 == 0 ? clinic.Ana.Id : clinic.Carla.Id), ("Input.SpecialistId", clinic.Bruno.Id), .. Hour(now.AddDays(4))])));

        // Sixteen ask for what one of them has got, and are led to it.
        Assert.Single(answers.Where(a => a.StatusCode == HttpStatusCode.Redirect).Select(a => a.Headers.Location).Distinct());
        Assert.Equal((16, 16), (answers.Count(a => a.StatusCode == HttpStatusCode.Redirect), answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest)));
    }

    [Theory]
    [InlineData("Book", AuditKind.AppointmentBooked, "La cita está guardada")]
    [InlineData("Move", AuditKind.AppointmentMoved, "El cambio está guardado")]
    [InlineData("Reassign", AuditKind.AppointmentReassigned, "ya está con el otro especialista")]
    [InlineData("Cancel", AuditKind.AppointmentCancelled, "La cita está anulada")]
    [InlineData("Mark", AuditKind.AppointmentNoShow, "No presentado")]
    public async Task However_often_somebody_presses_it_is_done_once_on_record_once_and_shown_every_time(string button, AuditKind kind, string words)
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        var form = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(button == "Book" ? $"/Appointments/Book?PatientId={clinic.Ana.Id}" : $"/Appointments/{appointment.PublicId}/{button}");
        (string, string)[] fields = button switch
        {
            "Book" => [("Input.PatientId", clinic.Ana.Id), .. Hour(now.AddDays(1))],
            "Move" => [("Input.Reason", "Other"), .. Hour(now.AddDays(1))],
            "Reassign" => [("Input.Reason", "Other"), ("Input.SpecialistId", clinic.Elena.Id)],
            "Cancel" => [("Input.Reason", "Other")],
            _ => [("Input.Mark", "NoShow")],
        };

        var presses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => form.SubmitOnceAsync(fields[0].Item1, fields)));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await form.SubmitAsync(fields[0].Item1, fields);

        Assert.All(presses, press => Assert.Equal((HttpStatusCode.Redirect, later.Path), (press.StatusCode, press.Headers.Location?.ToString())));
        later.Is(HttpStatusCode.OK).Shows(words);
        var record = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.ActorId == clinic.Bruno.Id && e.At >= now && (e.Kind == kind || e.Outcome == AuditOutcome.Denied)).ToListAsync());
        Assert.Equal([(kind, AuditOutcome.Allowed)], record.Select(e => (e.Kind, e.Outcome)));
    }

    [Fact]
    public async Task Moving_onto_an_overlapping_later_hour_keeps_the_slots_right()
    {
        var appointment = await clinic.BookAsync(now.AddDays(5));

        await clinic.MoveAsync(appointment, now.AddDays(5).AddMinutes(15));

        var moved = await clinic.ReadAsync(appointment);
        Assert.Equal(2 * 9, moved.Slots.Count);
        Assert.Equal(BookedSlot.MarkOf(now.AddDays(5).AddMinutes(15)), moved.Slots.Min(s => s.Mark));
        await clinic.BookAsync(now.AddDays(5), minutes: 15);
    }

    [Fact]
    public async Task Only_participants_and_administrators_see_move_and_cancel_an_appointment()
    {
        var appointment = await clinic.BookAsync(now.AddDays(6));
        foreach (var (person, sees) in new[] { (clinic.Ana, true), (clinic.Bruno, true), (clinic.Delia, true), (clinic.Carla, false), (clinic.Elena, false) })
        {
            var visitor = await clinic.SignedInAsync(person);
            (await visitor.OpenAsync($"/Appointments/{appointment.PublicId}")).Is(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            (await visitor.OpenAsync($"/Appointments/{appointment.PublicId}/Cancel")).Is(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            (await visitor.OpenAsync($"/Appointments/{appointment.PublicId}/Move")).Is(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Long_lists_come_in_pages()
    {
        for (var i = 0; i < 25; i++)
            await clinic.BookAsync(now.AddDays(10 + i), patient: clinic.Carla, specialist: clinic.Elena);
        var elena = await clinic.SignedInAsync(clinic.Elena);

        var first = await elena.OpenAsync("/Appointments");
        var second = await first.FollowAsync("Siguientes");

        Assert.Equal(20, first.Document.QuerySelectorAll(".appointment-card").Length);
        Assert.InRange(second.Document.QuerySelectorAll(".appointment-card").Length, 5, 10);
    }

    private Task<byte[]> RoomRefAsync(Page details) => clinic.InAsync<ClinicDb, byte[]>(db =>
        db.Appointments.Where(a => a.PublicId == details.Path.Substring(14)).Select(a => a.Visit.RoomRef).SingleAsync());

    private static (string Name, string Value)[] Hour(DateTime start) =>
        [("Input.Hour.Date", $"{start.AddHours(1):yyyy-MM-dd}"), ("Input.Hour.Time", $"{start.AddHours(1):HH:mm}"), ("Input.Hour.Minutes", "45")];
}

public sealed class DiaryStories_on_Sqlite(SqliteClinic clinic) : DiaryStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class DiaryStories_on_PostgreSql(PostgresClinic clinic) : DiaryStories(clinic), IClassFixture<PostgresClinic>;
