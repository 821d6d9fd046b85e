using System.Globalization;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Visits;

public abstract class JoinStories(TestClinic clinic)
{
    private static readonly string[] Scanners =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks", "Proofpoint URL Defense", "GoogleImageProxy", "Mozilla/5.0 Chrome/140",
    ];

    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Patient_comes_from_the_mail_waits_for_the_specialist_and_both_get_the_same_room()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var link = (await clinic.MailToAsync(clinic.Ana)).Link();

        var ana = clinic.Visitor();
        var signIn = await ana.OpenAsync(link);
        signIn.IsAt("/Identity/Account/Login");
        var join = await signIn.SubmitAsync("Input.Password", ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password));
        join.IsAt(new Uri(link).AbsolutePath).Is(HttpStatusCode.OK).Shows("Puede entrar");

        var entered = await join.SubmitOnceAsync("Entrar");
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        var waiting = await ana.OpenAsync(RoomOf(appointment));
        Assert.Contains("sala de espera", waiting.Text);
        Assert.False(waiting.Has("#visit-room"));

        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        (await bruno.OpenAsync("/Today")).Shows("Ana García Ruiz").Shows("espera desde las 10:00");
        var bruno1 = RoomName(await (await bruno.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar"));
        var ana1 = RoomName(await ana.OpenAsync(RoomOf(appointment)));
        Assert.Equal(bruno1, ana1);
    }

    [Fact]
    public async Task Opening_the_join_page_like_a_scanner_changes_nothing()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(65));
        var (ana, anonymous) = (await clinic.SignedInAsync(clinic.Ana), clinic.Visitor());
        clinic.Clock.Advance(TimeSpan.FromMinutes(60));
        var before = await RowsAsync();

        for (var i = 0; i < 1000; i++)
        {
            foreach (var visitor in new[] { ana, anonymous })
            {
                using var request = new HttpRequestMessage(i % 3 == 0 ? HttpMethod.Head : HttpMethod.Get, JoinOf(appointment));
                request.Headers.TryAddWithoutValidation("User-Agent", Scanners[i % Scanners.Length]);
                if (i % 4 == 3)
                    request.Headers.Add("Sec-Purpose", "prefetch");
                using var response = await visitor.Http.SendAsync(request);
                Assert.Equal(visitor == ana ? HttpStatusCode.OK : HttpStatusCode.Redirect, response.StatusCode);
                Assert.True(response.Headers.CacheControl!.NoStore);
                Assert.DoesNotContain("cita-", await response.Content.ReadAsStringAsync());
                if (visitor == anonymous)
                    Assert.DoesNotContain(response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [], c => c.StartsWith("session"));
            }
        }

        Assert.Equal(before, await RowsAsync());
        Scoreboard.Record("S01", GetType().Name, "the mailed link is never a credential: an opaque id, login needed", "1,000 anonymous opens: 0 rooms, 0 sessions");
        Scoreboard.Record("S03", GetType().Name, "GET and HEAD on Join change nothing; no-store", "1,000 scanner-style requests with a valid session: 0 rows changed, 0 rooms");
    }

    [Fact]
    public async Task Too_early_the_page_says_when_and_the_press_is_423_and_on_record()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var ana = await clinic.SignedInAsync(clinic.Ana);

        var page = await ana.OpenAsync(JoinOf(appointment));
        page.Is(HttpStatusCode.OK).Shows("Todavía no").Shows(now.AddDays(1).ToString("dddd, d 'de' MMMM 'de' yyyy", CultureInfo.GetCultureInfo("es-ES"))).Shows("9:50 (hora peninsular)").Shows("23 h 50 min");
        Assert.False(page.Has("main form"));

        var pressed = await PressAnywayAsync(ana, appointment);
        pressed.Is(HttpStatusCode.Locked).Shows("Todavía no");
        var line = (await clinic.RecordOfAsync(appointment)).Last();
        Assert.Equal((AuditKind.VisitEntry, AuditOutcome.Denied, "TooEarly", clinic.Ana.Id), (line.Kind, line.Outcome, line.Reason, line.ActorId));
    }

    [Fact]
    public async Task A_visitor_whose_clock_differs_reads_the_hour_in_both_zones()
    {
        var appointment = await clinic.BookAsync(now.AddHours(3));
        var ana = await clinic.SignedInAsync(clinic.Ana);

        ana.Cookies.Add(ana.Http.BaseAddress!, new Cookie("tz", "Atlantic%2FCanary"));
        (await ana.OpenAsync(JoinOf(appointment))).Shows("de 13:00 a 13:45 (hora peninsular)").Shows("de 12:00 a 12:45 (hora canaria)");

        foreach (var (zone, name) in new[] { ("Europe/London", "hora de Londres"), ("America/New_York", "hora de Nueva York"), ("America/Mexico_City", "hora de Ciudad de México"), ("UTC", "(hora UTC)"), ("America/Lima", "hora de Lima") })
        {
            ana.Cookies.Add(ana.Http.BaseAddress!, new Cookie("tz", Uri.EscapeDataString(zone)));
            (await ana.OpenAsync(JoinOf(appointment))).Shows(name);
        }

        ana.Cookies.Add(ana.Http.BaseAddress!, new Cookie("tz", "Europe%2FParis"));
        var same = await ana.OpenAsync(JoinOf(appointment));
        Assert.DoesNotContain("En su hora", same.Text);
    }

    [Fact]
    public async Task Reports_are_taken_only_from_those_who_have_a_room()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var join = await ana.OpenAsync(JoinOf(appointment));
        KeyValuePair<string, string>[] joined = [.. TokenOf(join), new("what", "joined")];
        var report = new Uri(ana.Http.BaseAddress!, $"{RoomOf(appointment)}?handler=Report");

        Assert.Equal(HttpStatusCode.BadRequest, (await ana.PostOnceAsync(report, joined)).StatusCode);
        await join.SubmitOnceAsync("Entrar");
        Assert.Equal(HttpStatusCode.BadRequest, (await ana.PostOnceAsync(report, joined)).StatusCode);
        await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        Assert.Equal(HttpStatusCode.NoContent, (await ana.PostOnceAsync(report, joined)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ana.PostOnceAsync(report, [.. TokenOf(join), new("what", "danced")])).StatusCode);

        Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.PageReportedJoined);
    }

    [Fact]
    public async Task Ending_twice_at_once_ends_it_once_and_shows_no_error()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var room = await (await bruno.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => room.SubmitOnceAsync("Sí, terminar la consulta")));

        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, a.StatusCode.ToString()));
        Assert.Single(await clinic.RecordOfAsync(appointment), e => e is { Kind: AuditKind.VisitEnded, Outcome: AuditOutcome.Allowed });
    }

    [Fact]
    public async Task No_room_is_handed_out_once_the_visit_has_ended_however_many_ask_at_that_moment()
    {
        for (var round = 0; round < 5; round++)
        {
            clinic.NewDay();
            var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5));
            var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
            var room = await (await bruno.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
            await (await ana.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");

            var asking = Enumerable.Range(0, 24).Select(i => (i % 2 == 0 ? ana : bruno).SendAsync(HttpMethod.Get, RoomOf(appointment))).ToList();
            asking.Insert(4, room.SubmitOnceAsync("Sí, terminar la consulta"));
            await Task.WhenAll(asking);

            var record = await clinic.RecordOfAsync(appointment);
            var end = record.Single(e => e is { Kind: AuditKind.VisitEnded, Outcome: AuditOutcome.Allowed }).Id;
            Assert.DoesNotContain(record, e => e.Id > end && e is { Kind: AuditKind.RoomIssued, Outcome: AuditOutcome.Allowed });
        }
    }

    [Fact]
    public async Task A_room_that_is_opened_in_many_tabs_at_once_is_opened_once_and_shown_in_each()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        (await (await bruno.OpenAsync(JoinOf(appointment))).SubmitOnceAsync("Entrar")).Dispose();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => bruno.SendAsync(HttpMethod.Get, RoomOf(appointment))));

        // Who comes second finds the room opened: shown at once, or at the second look.
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.OK or HttpStatusCode.SeeOther, a.StatusCode.ToString()));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(answers.Count(a => a.StatusCode == HttpStatusCode.OK), (await clinic.RecordOfAsync(appointment)).Count(e => e is { Kind: AuditKind.RoomIssued, Outcome: AuditOutcome.Allowed }));
    }

    [Theory]
    [InlineData(AuditKind.AppointmentMoved)]
    [InlineData(AuditKind.AppointmentReassigned)]
    [InlineData(AuditKind.AppointmentCancelled)]
    public async Task Who_opens_the_room_while_the_appointment_becomes_another_has_opened_nothing_of_that(AuditKind change)
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await using var scope = clinic.Services.CreateAsyncScope();
        var read = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
        await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        Assert.NotNull((await clinic.ReadAsync(appointment)).Visit.RoomOpenedAt);

        var diary = scope.ServiceProvider.GetRequiredService<Diary>();
        var answer = await (change switch
        {
            AuditKind.AppointmentMoved => diary.MoveAsync(read, read.Version, new(now.AddHours(3), read.Length, read.Modality), ChangeReason.Other, Actor.System, default),
            AuditKind.AppointmentReassigned => diary.ReassignAsync(read, read.Version, clinic.Elena.Id, ChangeReason.Other, Actor.System, default),
            _ => diary.CancelAsync(read, read.Version, ChangeReason.Other, Actor.System, default),
        });

        Assert.Null(answer.Refusal);
        var visit = (await clinic.ReadAsync(appointment)).Visit;
        Assert.Equal((null, null, null, null), (visit.PatientEnteredAt, visit.PatientSeenAt, visit.SpecialistEnteredAt, visit.RoomOpenedAt));
    }

    [Fact]
    public async Task Who_presses_enter_again_while_it_is_cancelled_or_given_to_another_is_not_on_record_as_let_in()
    {
        foreach (var change in new Func<Appointment, Task>[] { clinic.CancelAsync, booked => clinic.ReassignAsync(booked, clinic.Elena) })
        {
            var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
            await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
            await using var scope = clinic.Services.CreateAsyncScope();
            var read = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
            await change(appointment);

            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => scope.ServiceProvider.GetRequiredService<VisitDoor>().EnterAsync(read, new(clinic.Bruno.Id, Roles.Specialist), default));

            Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.VisitEntry);
        }
    }

    [Fact]
    public async Task What_was_decided_of_an_appointment_that_has_changed_since_is_not_saved_and_keeps_nothing_after_it_from_being_saved()
    {
        var booked = await clinic.BookAsync(now.AddMinutes(5));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var read = await db.Appointments.SingleAsync(a => a.Id == booked.Id);
            db.InsistOnVersion(read);
            await db.SaveChangesAsync();
            db.InsistOnVersion(read);
            await clinic.CancelAsync(booked);

            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
            db.ChangeTracker.Clear();

            Assert.Equal(0, await db.SaveChangesAsync());
            Assert.Throws<InvalidOperationException>(() => db.InsistOnVersion(read));
        });
    }

    [Fact]
    public async Task A_room_is_handed_out_only_of_what_is_still_as_it_was_looked_at_and_whose_it_is_is_kept_once()
    {
        var booked = await clinic.BookAsync(now.AddMinutes(5));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var seen = await db.Appointments.AsNoTracking().SingleAsync(a => a.Id == booked.Id);
            Assert.True(await db.SaveRoomAsync(seen, default));
            Assert.False(await db.SaveRoomAsync(seen, default));
            var room = Assert.Single(await db.VisitRooms.AsNoTracking().Where(r => r.AppointmentId == booked.Id).ToListAsync());
            Assert.Equal((seen.SpecialistId, seen.StartsAt), (room.SpecialistId, room.StartsAt));
            Assert.Equal(seen.Visit.RoomRef, room.Ref);
            await clinic.CancelAsync(booked);

            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveRoomAsync(seen, default));
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.ToChangeAsync(seen, default));

            Assert.Equal(0, await db.SaveChangesAsync());
            Assert.Single(await db.VisitRooms.Where(r => r.AppointmentId == booked.Id).ToListAsync());
        });
    }

    [Fact]
    public async Task Too_late_cancelled_and_in_person_are_said_in_words_with_their_own_status()
    {
        var late = await clinic.BookAsync(now.AddMinutes(30));
        var cancelled = await clinic.BookAsync(now.AddHours(30));
        var inPerson = await clinic.BookAsync(now.AddHours(40), Modality.InPerson);
        await clinic.CancelAsync(cancelled);
        clinic.Clock.Advance(TimeSpan.FromMinutes(90));
        var ana = await clinic.SignedInAsync(clinic.Ana, "en");

        (await ana.OpenAsync(JoinOf(late))).Is(HttpStatusCode.OK).Shows("This appointment is over");
        (await PressAnywayAsync(ana, late)).Is(HttpStatusCode.Locked).Shows("This appointment is over");
        (await ana.OpenAsync(JoinOf(cancelled))).Is(HttpStatusCode.OK).Shows("This appointment is cancelled");
        (await PressAnywayAsync(ana, cancelled)).Is(HttpStatusCode.UnprocessableEntity).Shows("This appointment is cancelled");
        (await ana.OpenAsync(JoinOf(inPerson))).Is(HttpStatusCode.OK).Shows("in person");
        (await PressAnywayAsync(ana, inPerson)).Is(HttpStatusCode.UnprocessableEntity).Shows("in person");
    }

    [Fact]
    public async Task Strangers_find_nothing_and_are_on_record_administrators_too()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        foreach (var stranger in new[] { clinic.Carla, clinic.Elena, clinic.Delia })
        {
            var visitor = await clinic.SignedInAsync(stranger);
            foreach (var page in new[] { "Join", "Room", "Ended", "Status" })
                (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/{page}")).Is(HttpStatusCode.NotFound);
            (await PressAnywayAsync(visitor, appointment)).Is(HttpStatusCode.NotFound);

            var denied = (await clinic.RecordOfAsync(appointment)).Where(e => e.ActorId == stranger.Id).ToList();
            Assert.Equal(5, denied.Count);
            Assert.All(denied, e => Assert.Equal((AuditKind.VisitEntry, AuditOutcome.Denied, "NotParticipant"), (e.Kind, e.Outcome, e.Reason)));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("..%2f..%2fetc")]
    public async Task Unknown_and_malformed_ids_are_a_404_page(string id)
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);

        var page = await ana.OpenAsync($"/Visits/{id}/Join");

        page.Is(HttpStatusCode.NotFound).Shows("Aquí no hay nada");
    }

    [Fact]
    public async Task The_room_is_only_for_those_who_have_pressed_enter_in_this_window()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(10));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        (await bruno.OpenAsync(RoomOf(appointment))).IsAt(JoinOf(appointment));
        var room = await (await bruno.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        Assert.StartsWith("cita-", RoomName(room));

        clinic.Clock.Advance(TimeSpan.FromMinutes(70));
        bruno = await clinic.SignedInAsync(clinic.Bruno);
        (await bruno.OpenAsync(RoomOf(appointment))).IsAt($"/Visits/{appointment.PublicId}/Ended").Shows("La sala se cerró sola");
    }

    [Fact]
    public async Task A_head_request_gets_no_room_and_leaves_no_trace()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await (await bruno.OpenAsync(JoinOf(appointment))).SubmitOnceAsync("Entrar");
        var before = await RowsAsync();

        using var response = await bruno.SendAsync(HttpMethod.Head, RoomOf(appointment));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task The_specialist_ends_the_visit_for_both_and_the_old_room_is_dead()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        var room = await (await bruno.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        await (await ana.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        var before = (await clinic.ReadAsync(appointment)).Visit.RoomRef;

        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        (await room.SubmitAsync("Sí, terminar la consulta")).IsAt(EndedOf(appointment)).Shows("La videoconsulta ha terminado");

        (await ana.OpenAsync(RoomOf(appointment))).IsAt(EndedOf(appointment)).Shows("La videoconsulta ha terminado");
        Assert.Contains("\"ended\":true", await ana.Http.GetStringAsync($"/Visits/{appointment.PublicId}/Status"));
        (await PressAnywayAsync(ana, appointment)).Is(HttpStatusCode.UnprocessableEntity);
        var ended = await clinic.ReadAsync(appointment);
        Assert.Equal(AppointmentStatus.Completed, ended.Status);
        Assert.NotEqual(before, ended.Visit.RoomRef);
        Assert.All(ended.Slots, s => Assert.True(s.Mark < BookedSlot.MarkOf(clinic.Now)));
    }

    [Fact]
    public async Task The_patient_cannot_end_the_visit()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        await (await bruno.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        var join = await ana.OpenAsync(JoinOf(appointment));
        await join.SubmitAsync("Entrar");

        var answer = await ana.PostAsync(new Uri(ana.Http.BaseAddress!, $"{RoomOf(appointment)}?handler=End"), TokenOf(join));

        answer.IsAt(JoinOf(appointment));
        Assert.Equal(AppointmentStatus.Booked, (await clinic.ReadAsync(appointment)).Status);
        Assert.Contains(await clinic.RecordOfAsync(appointment), e => e is { Kind: AuditKind.VisitEnded, Outcome: AuditOutcome.Denied });
    }

    [Fact]
    public async Task Leaving_tells_the_way_back_while_the_door_is_open()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await (await ana.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");

        var left = await ana.OpenAsync(EndedOf(appointment));

        left.Shows("Ha salido de la sala");
        (await left.FollowAsync("Volver a entrar")).IsAt(RoomOf(appointment));
    }

    [Fact]
    public async Task Every_entry_and_every_room_is_on_record_with_who_and_when()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await (await bruno.OpenAsync(JoinOf(appointment))).SubmitAsync("Entrar");
        await bruno.OpenAsync(RoomOf(appointment));

        var record = (await clinic.RecordOfAsync(appointment)).Where(e => e.ActorId == clinic.Bruno.Id).ToList();

        Assert.Equal([AuditKind.VisitEntry, AuditKind.RoomIssued, AuditKind.RoomIssued], record.Select(e => e.Kind));
        Assert.All(record, e => Assert.Equal((AuditOutcome.Allowed, Roles.Specialist, clinic.Now), (e.Outcome, e.ActorRole, e.At)));
    }

    private async Task<string> RowsAsync() => await clinic.InAsync<ClinicDb, string>(async db => string.Join('|',
        await db.AuditEvents.CountAsync(), await db.OutgoingMail.CountAsync(), await db.RoomKeys.CountAsync(), await db.BookedSlots.CountAsync(),
        string.Join(',', (await db.Appointments.AsNoTracking().OrderBy(a => a.Id).ToListAsync()).Select(a =>
            $"{a.Version}{a.Status}{a.Visit.PatientEnteredAt:O}{a.Visit.SpecialistEnteredAt:O}{a.Visit.RoomOpenedAt:O}{Convert.ToHexString(a.Visit.RoomRef)}"))));

    /// <summary>Posts the form that the page did not offer, with a good antiforgery token.</summary>
    private static async Task<Page> PressAnywayAsync(Visitor visitor, Appointment appointment)
    {
        var somewhere = await visitor.OpenAsync("/Appointments");
        return await visitor.PostAsync(new Uri(visitor.Http.BaseAddress!, JoinOf(appointment)), TokenOf(somewhere));
    }

    private static IEnumerable<KeyValuePair<string, string>> TokenOf(Page page)
        => [new("__RequestVerificationToken", page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!)];

    private static string RoomName(Page page) => page.Document.QuerySelector("#visit-room")?.GetAttribute("data-room")
        ?? throw new InvalidOperationException($"No room on {page.Path}: {page.Text}");

    private static string JoinOf(Appointment appointment) => $"/Visits/{appointment.PublicId}/Join";

    private static string RoomOf(Appointment appointment) => $"/Visits/{appointment.PublicId}/Room";

    private static string EndedOf(Appointment appointment) => $"/Visits/{appointment.PublicId}/Ended";
}

public sealed class JoinStories_on_Sqlite(SqliteClinic clinic) : JoinStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class JoinStories_on_PostgreSql(PostgresClinic clinic) : JoinStories(clinic), IClassFixture<PostgresClinic>;
