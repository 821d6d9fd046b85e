using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>A patient books, one thing per page and without a script.</summary>
public abstract class ChooseStories(TestClinic clinic) : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2027, 1, 11);

    public async Task InitializeAsync()
    {
        clinic.Clock.SetUtcNow(new DateTimeOffset(Monday.AddDays(-3).ToDateTime(new(9, 0)), TimeSpan.Zero));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
            await db.Set<WorkingHours>().ExecuteDeleteAsync();
            await db.Specialists.ExecuteUpdateAsync(s => s.SetProperty(x => x.Speciality, "Nutrición"));
        });
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00", "Wednesday 16:00-18:00");
        await clinic.WorkAsync(clinic.Elena, "Monday 8:30-9:15");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Six_presses_from_the_list_to_a_confirmed_appointment_which_is_on_record_and_in_the_mail()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var who = await (await ana.OpenAsync("/Appointments")).Shows("Pida una cita cuando quiera").FollowAsync("Pedir cita");
        var day = await who.FollowAsync("Bruno Herrera");
        Assert.Equal(["lunes, 11 de enero de 2027Horas libres: 6", "miércoles, 13 de enero de 2027Horas libres: 2"], Choices(day));
        var hour = await day.FollowAsync("Horas libres: 2");
        Assert.Equal(["16:00", "16:45"], Choices(hour));
        var how = await hour.FollowAsync("16:45");
        var check = await how.FollowAsync("Presencial");
        check.Shows("de 16:45 a 17:30 (hora peninsular)").Shows("Bruno Herrera").Shows("Presencial");
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));

        var details = await check.SubmitAsync("Confirmar la cita");

        details.Is(HttpStatusCode.OK).Shows("Su cita está confirmada").Shows("de 16:45 a 17:30").Shows("Presencial");
        Assert.DoesNotContain("está confirmada", (await ana.OpenAsync(details.Path)).Text);
        var appointment = await clinic.InAsync<ClinicDb, Appointment>(db => db.Appointments.SingleAsync());
        var line = Assert.Single((await clinic.RecordOfAsync(appointment)), e => e.Kind == AuditKind.AppointmentBooked);
        Assert.Equal((clinic.Ana.Id, "Patient"), (line.ActorId, line.ActorRole));
        Assert.StartsWith("Su cita: miércoles, 13 de enero", (await clinic.MailToAsync(clinic.Ana)).Subject);
        Assert.Equal(["16:00"], Choices(await ana.OpenAsync(Address("Hour", ("specialist", clinic.Bruno.Id), ("day", "2027-01-13")))));
    }

    [Fact]
    public async Task Whoever_of_a_speciality_is_free_first_can_be_had_at_once()
    {
        var carla = await clinic.SignedInAsync(clinic.Carla, "en");
        var day = await (await carla.OpenAsync("/Appointments/Choose")).FollowAsync("With whoever is free first");

        day.Shows("First free hour").Shows("Monday, 11 January 2027, 8:30").Shows("with Elena Vázquez");
        var hours = await day.FollowAsync("Free hours: 7");
        Assert.Equal("8:30 with Elena Vázquez", Choices(hours)[0]);
        var how = await day.FollowAsync("8:30");
        (await how.FollowAsync("Back")).Shows("Free hours: 7");
        (await (await (await how.FollowAsync("Video")).FollowAsync("Back")).FollowAsync("Back")).Shows("Free hours: 7");
        var check = await (await how.FollowAsync("Video")).SubmitAsync("Confirm the appointment");

        check.Is(HttpStatusCode.OK).Shows("Elena Vázquez").Shows("8:30");
        // The patient is with Elena then: the hour of Bruno that overlaps is none for her.
        Assert.DoesNotContain("9:00", Choices(await carla.OpenAsync(Address("Hour", ("specialist", clinic.Bruno.Id), ("day", "2027-01-11")))));
    }

    [Fact]
    public async Task Days_come_by_the_week_as_far_as_the_specialist_can_be_booked()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var page = await ana.OpenAsync(Address("Day", ("specialist", clinic.Elena.Id)));
        Assert.False(page.Has("[rel=prev]"));

        var weeks = 1;
        while (page.Has("[rel=next]"))
        {
            page = await page.FollowAsync("Semana siguiente");
            Assert.Single(Choices(page));
            weeks++;
        }

        Assert.Equal(9, weeks); // the last Monday within 60 days is 8 March
        Assert.True((await page.FollowAsync("Semana anterior")).Has("[rel=next]"));
    }

    [Fact]
    public async Task The_loser_of_a_race_is_told_so_and_shown_the_next_free_hours()
    {
        var address = Check(clinic.Bruno.Id, "2027-01-11T08:00Z");
        var (ana, carla) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Carla));
        var (first, second) = (await ana.OpenAsync(address), await carla.OpenAsync(address));
        (await first.SubmitAsync("Confirmar la cita")).Is(HttpStatusCode.OK);

        var lost = await second.SubmitAsync("Confirmar la cita");

        lost.Is(HttpStatusCode.BadRequest).Shows("Esa hora se acaba de ocupar");
        Assert.Equal("9:45 lunes, 11 de enero de 2027", Choices(lost)[0]);
        Assert.Equal(6, Choices(lost).Count);
        (await (await (await lost.FollowAsync("9:45")).FollowAsync("Videoconsulta")).SubmitAsync("Confirmar la cita")).Is(HttpStatusCode.OK).Shows("de 9:45 a 10:30");
    }

    [Fact]
    public async Task A_patient_whose_own_appointment_is_in_the_way_is_told_that_it_is_theirs()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var (look, form) = (Check(clinic.Bruno.Id, "2027-01-11T08:00Z"), await ana.OpenAsync(Check(clinic.Bruno.Id, "2027-01-11T08:00Z")));
        await clinic.BookAsync(Monday.ToDateTime(new(7, 45), DateTimeKind.Utc), minutes: 30, specialist: clinic.Elena);

        foreach (var page in new[] { await ana.OpenAsync(look), (await form.SubmitAsync("Confirmar la cita")).Is(HttpStatusCode.BadRequest) })
            Assert.DoesNotContain("se acaba de ocupar", page.Shows("Usted ya tiene una cita a esa hora").Text);
    }

    [Fact]
    public async Task Whoever_presses_again_or_goes_back_is_led_to_the_appointment_and_nobody_is_told_twice()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(Check(clinic.Bruno.Id, "2027-01-11T08:00Z"));

        var pages = new[] { await form.SubmitAsync("Confirmar la cita"), await form.SubmitAsync("Confirmar la cita") };

        Assert.All(pages, page => page.IsAt(pages[0].Path).Is(HttpStatusCode.OK).Shows("Su cita está confirmada"));
        (await ana.OpenAsync(Check(clinic.Bruno.Id, "2027-01-11T08:00Z"))).IsAt(pages[0].Path);
        var appointment = await clinic.InAsync<ClinicDb, Appointment>(db => db.Appointments.SingleAsync());
        Assert.Equal("AppointmentBooked Allowed", string.Join(", ", (await clinic.RecordOfAsync(appointment)).Select(e => $"{e.Kind} {e.Outcome}")));
        Assert.Single(await clinic.InAsync<ClinicDb, List<string>>(db => db.OutgoingMail.Where(m => m.RecipientId == clinic.Ana.Id && m.Kind == ClinicaMV.Mail.MailKind.AppointmentBooked).Select(m => m.RecipientId!).ToListAsync()));
    }

    [Fact]
    public async Task Another_length_than_on_the_screen_is_not_agreed_to_by_pressing()
    {
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(clinic.Bruno.Id, "2027-01-11T08:00Z"));
        await clinic.InAsync<HoursKeeper>(keeper => keeper.SetAsync(clinic.Bruno.Id, Specialists.Week("Monday 9:00-14:00"), new(30), Actor.System, default));

        var refused = await form.SubmitAsync("Confirmar la cita");

        refused.Is(HttpStatusCode.BadRequest).Shows("ha cambiado cuánto dura la cita");
        (await (await (await refused.FollowAsync("9:00")).FollowAsync("Videoconsulta")).SubmitAsync("Confirmar la cita")).Is(HttpStatusCode.OK).Shows("de 9:00 a 9:30");
    }

    [Theory]
    [InlineData("closed", DiaryRefusal.ClinicClosed, "la clínica está cerrada")]
    [InlineData("away", DiaryRefusal.SpecialistAway, "está ausente")]
    [InlineData("disabled", DiaryRefusal.SpecialistDisabled, "ya no da citas por aquí")]
    public async Task What_has_become_of_the_hour_is_said_in_words_and_the_attempt_is_on_record(string what, DiaryRefusal refusal, string words)
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var specialist = await clinic.AddAsync(Roles.Specialist);
        await clinic.WorkAsync(specialist, "Monday 9:00-14:00");
        var form = await ana.OpenAsync(Check(specialist.Id, "2027-01-11T08:00Z"));
        await (what switch
        {
            "closed" => clinic.InAsync<HoursKeeper>(keeper => keeper.CloseAsync(Monday, Actor.System, default)),
            "away" => clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(specialist.Id, new() { From = Monday, To = Monday }, Actor.System, default)),
            _ => clinic.DisableAsync(specialist),
        });

        var refused = await form.SubmitAsync("Confirmar la cita");
        var seen = await ana.OpenAsync(Check(specialist.Id, "2027-01-11T08:00Z"));
        await clinic.InAsync<ClinicDb>(db => db.ClosedDays.ExecuteDeleteAsync());

        refused.Is(HttpStatusCode.BadRequest).Shows(words);
        seen.Is(HttpStatusCode.OK).Shows(words);
        var line = await clinic.InAsync<ClinicDb, AuditEvent>(db => db.AuditEvents.Where(e => e.Outcome == AuditOutcome.Denied).OrderBy(e => e.Id).LastAsync());
        Assert.Equal((AuditKind.AppointmentBooked, clinic.Ana.Id, $"{refusal}"), (line.Kind, line.ActorId, line.Reason));
    }

    [Fact]
    public async Task Sixteen_presses_at_once_book_one_appointment_and_nobody_sees_an_error()
    {
        var address = Check(clinic.Bruno.Id, "2027-01-11T08:00Z");
        var forms = await Task.WhenAll(new[] { clinic.Ana, clinic.Carla }.Select(async p => await (await clinic.SignedInAsync(p)).OpenAsync(address)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => forms[i % 2].SubmitOnceAsync("Confirmar la cita")));

        // Whoever has it is led to it by every press, and the other is told that it is taken.
        Assert.Single(answers.Where(a => a.StatusCode == HttpStatusCode.Redirect).Select(a => a.Headers.Location).Distinct());
        Assert.Equal(8, answers.Count(a => a.StatusCode == HttpStatusCode.Redirect));
        Assert.Equal(8, answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest));
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
    }

    /// <summary>Between the two spans lie five minutes, and the gap is fifteen: each hour is offered, but not both can be had.</summary>
    [Fact]
    public async Task Of_two_who_press_at_once_for_hours_within_each_others_gap_one_gets_hers()
    {
        await clinic.InAsync<HoursKeeper>(keeper => keeper.SetAsync(clinic.Bruno.Id, Specialists.Week("Monday 9:00-9:45", "Monday 9:50-10:35"), new(45, 15), Actor.System, default));
        for (var round = 0; round < 8; round++)
        {
            await clinic.InAsync<ClinicDb>(async db =>
            {
                await db.OutgoingMail.ExecuteDeleteAsync();
                await db.Appointments.ExecuteDeleteAsync();
            });
            var forms = await Task.WhenAll((await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Check(clinic.Bruno.Id, "2027-01-11T08:00Z")),
                (await clinic.SignedInAsync(clinic.Carla)).OpenAsync(Check(clinic.Bruno.Id, "2027-01-11T08:50Z")));

            var answers = await Task.WhenAll(forms.Select(f => f.SubmitOnceAsync("Confirmar la cita")));

            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.BadRequest);
            Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(5, DiaryRefusal.NotOffered)] // off the grid
    [InlineData(240, DiaryRefusal.OtherLength)] // longer than offered
    public async Task The_diary_itself_gives_a_patient_only_what_is_offered_and_records_what_was_tried(int minutesLater, DiaryRefusal? expected)
    {
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.ExecuteDeleteAsync());
        var ana = new Actor(clinic.Ana.Id, "Patient", null);
        var hour = new PlannedHour(Monday.ToDateTime(new(8, 0), DateTimeKind.Utc).AddMinutes(minutesLater), TimeSpan.FromMinutes(minutesLater == 240 ? 60 : 45), Modality.Video);

        var answer = await clinic.InAsync<Diary, DiaryAnswer>(diary => diary.BookAsync(clinic.Ana.Id, clinic.Bruno.Id, hour, ana, default));

        Assert.Equal(expected, answer.Refusal);
        var line = await clinic.InAsync<ClinicDb, AuditEvent>(db => db.AuditEvents.SingleAsync(e => e.Kind == AuditKind.AppointmentBooked));
        Assert.Equal((clinic.Ana.Id, expected is null ? AuditOutcome.Allowed : AuditOutcome.Denied, expected?.ToString()), (line.ActorId, line.Outcome, line.Reason));
    }

    [Theory]
    [InlineData("2027-01-11T08:05Z", "no se ofrece ninguna cita")] // not on the grid
    [InlineData("2027-01-11T14:00Z", "no pasa consulta")]
    [InlineData("2027-01-10T08:00Z", "no pasa consulta")]
    [InlineData("2026-01-12T08:00Z", "ya ha pasado")]
    [InlineData("2027-03-15T08:00Z", "Todavía no se puede pedir")]
    [InlineData("9999-12-31T23:59Z", "hasta dentro de dos años")]
    [InlineData("0001-01-01T00:00Z", "ya ha pasado")]
    [InlineData("tomorrow", "Elija una hora")]
    [InlineData("", "Elija una hora")]
    public async Task What_is_not_offered_cannot_be_had_by_writing_an_address(string at, string words)
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(Check(clinic.Bruno.Id, "2027-01-11T08:00Z"));
        await clinic.InAsync<ClinicDb>(db => db.Appointments.ExecuteDeleteAsync());

        var answer = await form.SubmitAsync("Confirmar la cita", ("At", at));

        answer.Is(HttpStatusCode.BadRequest).Shows(words);
        Assert.NotEmpty(Choices(answer));
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
        (await ana.OpenAsync(Check(clinic.Bruno.Id, at))).Is(HttpStatusCode.OK).Shows(words);
    }

    [Fact]
    public async Task Odd_addresses_are_answered_in_words()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        foreach (var address in new[]
        {
            Address("Day"), Address("Day", ("specialist", "nobody")), Address("Day", ("speciality", "")), Address("Day", ("specialist", clinic.Bruno.Id), ("week", "9999-12-31")),
            Address("Day", ("specialist", clinic.Bruno.Id), ("week", "nonsense")), Address("Hour", ("specialist", clinic.Bruno.Id)), Address("Hour", ("specialist", clinic.Bruno.Id), ("day", "0001-01-01")),
            Address("Hour", ("specialist", clinic.Bruno.Id), ("day", "9999-12-31")), Address("How"), Address("Check"), Address("Check", ("how", "Telepathy")),
        })
            (await ana.OpenAsync(address)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_pages_are_for_patients_only()
    {
        foreach (var person in new[] { clinic.Bruno, clinic.Delia })
        {
            var visitor = await clinic.SignedInAsync(person);
            Assert.DoesNotContain("Pedir cita", (await visitor.OpenAsync("/Appointments")).Document.Body!.TextContent);
            (await visitor.OpenAsync("/Appointments/Choose")).Is(HttpStatusCode.NotFound);
        }
    }

    private static List<string> Choices(Page page)
        => [.. page.Document.QuerySelectorAll(".choices a").Select(a => string.Join(' ', a.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    private static string Check(string specialist, string at) => Address("Check", ("specialist", specialist), ("at", at), ("how", "Video"));

    private static string Address(string step, params (string Name, string Value)[] chosen)
        => $"/Appointments/Choose/{step}?{string.Join('&', chosen.Select(c => $"{c.Name}={Uri.EscapeDataString(c.Value)}"))}";
}

public sealed class ChooseStories_on_Sqlite(SqliteClinic clinic) : ChooseStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ChooseStories_on_PostgreSql(PostgresClinic clinic) : ChooseStories(clinic), IClassFixture<PostgresClinic>;

/// <summary>A clinic that keeps the booking to itself.</summary>
public sealed class PatientsMayNotBook : SqliteClinic
{
    public PatientsMayNotBook()
    {
        Configure("Clinic:PatientsMayBook", "false");
        Configure("Clinic:Phone", "+34 600 000 000");
    }
}

public sealed class ClosedChooseStories(PatientsMayNotBook clinic) : IClassFixture<PatientsMayNotBook>
{
    [Fact]
    public async Task Where_patients_may_not_book_nothing_leads_to_the_pages_and_whoever_is_half_way_is_told_to_ring()
    {
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00");
        var ana = await clinic.SignedInAsync(clinic.Ana);

        Assert.DoesNotContain("Pedir cita", (await ana.OpenAsync("/Appointments")).Shows("Cuando la clínica le dé una cita").Document.Body!.TextContent);
        foreach (var step in new[] { "", "/Day", "/Hour", "/How", "/Check" })
            (await ana.OpenAsync("/Appointments/Choose" + step)).IsAt("/Appointments").Shows("las citas se piden por teléfono").Shows("+34 600 000 000");
    }
}
