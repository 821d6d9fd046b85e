using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>Prosody tells who came and went.</summary>
public abstract class RoomEventStories(TestClinic clinic, CommandCount commands)
{
    private readonly VideoServer server = new(clinic);
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task What_the_video_server_tells_is_the_attendance_of_the_visit_and_on_record_once_however_often_it_is_told()
    {
        var visit = await VisitAsync();
        clinic.Clock.SetUtcNow(new(M(40), TimeSpan.Zero));
        for (var time = 0; time < 2; time++)
        {
            await TellAsync("room/destroyed", new { room_name = visit.Room, created_at = S(1), destroyed_at = S(40), all_occupants = new[] { Occupant(visit.Bruno, "b", 1, 40), Occupant(visit.Ana, "a", 5) } });
            await TellAsync("occupant/left", new { room_name = visit.Room, occupant = Occupant(visit.Ana, "a", 5, 39) });
            await TellAsync("occupant/joined", new { room_name = visit.Room, occupant = Occupant(visit.Bruno, "b", 1) });
            await TellAsync("occupant/joined", new { room_name = visit.Room, occupant = Occupant(visit.Ana, "a", 5) });
            await TellAsync("room/created", new { room_name = visit.Room, created_at = S(1), is_breakout = false });
        }

        var attendance = await AttendanceAsync(visit.Appointment);
        Assert.True(attendance.IsComplete);
        Assert.Equal([new Stay(ParticipantRole.Patient, M(5), M(39), true), new Stay(ParticipantRole.Specialist, M(1), M(40), true)], attendance.Stays);
        var told = (await clinic.RecordOfAsync(visit.Appointment)).Where(e => e.ActorRole == "VideoServer").ToList();
        Assert.Equal([AuditKind.ServerReportedLeft, AuditKind.ServerReportedJoined, AuditKind.ServerReportedLeft, AuditKind.ServerReportedJoined], told.Select(e => e.Kind));
        Assert.Equal(2, told.Count(e => e.SubjectId == clinic.Ana.Id));
    }

    [Fact]
    public async Task Late_news_of_an_ended_or_moved_visit_still_find_it_but_say_nothing_of_its_new_hour()
    {
        var (ended, moved) = (await VisitAsync(), await VisitAsync(now.AddHours(3)));
        await clinic.MarkAsync(ended.Appointment, AppointmentStatus.Completed);
        await clinic.MoveAsync(moved.Appointment, now.AddDays(1));

        foreach (var visit in new[] { ended, moved })
            await TellAsync("occupant/left", new { room_name = visit.Room, occupant = Occupant(visit.Ana, "a", 5, 39) });

        Assert.True((await AttendanceAsync(ended.Appointment)).WasThere(ParticipantRole.Patient));
        Assert.False((await AttendanceAsync(moved.Appointment)).IsReported);
        Assert.Contains(await clinic.RecordOfAsync(moved.Appointment), e => e.Kind == AuditKind.ServerReportedLeft);
    }

    [Fact]
    public async Task Breakout_rooms_unknown_rooms_and_unknown_people_are_counted_and_ignored()
    {
        var visit = await VisitAsync();
        using var ignored = new CountedMeter(JitsiMeter.IgnoredReports);

        await TellAsync("occupant/joined", new { room_name = visit.Room, is_breakout = true, occupant = Occupant(visit.Ana, "a", 5) });
        await TellAsync("occupant/joined", new { room_name = "some-other-room", occupant = Occupant(visit.Ana, "a", 5) });
        await TellAsync("occupant/joined", new { room_name = visit.Room, occupant = Occupant("recorder", "r", 5) });
        await TellAsync("occupant/joined", new { room_name = visit.Room, occupant = new { occupant_jid = "x", joined_at = S(5) } });

        Assert.Equal(4, ignored.Count);
        Assert.False((await AttendanceAsync(visit.Appointment)).IsReported);
    }

    [Fact]
    public async Task Thirty_two_at_once_that_tell_the_same_leave_one_report()
    {
        var visit = await VisitAsync();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => TellAsync("occupant/left", new { room_name = visit.Room, occupant = Occupant(visit.Ana, "a", 5, 39) })));

        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.RoomReports.CountAsync()));
        Assert.Single(await clinic.RecordOfAsync(visit.Appointment), e => e.Kind == AuditKind.ServerReportedLeft);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(VideoServer.ReservationToken)]
    public async Task Without_the_secret_nothing_is_taken(string? token)
    {
        var before = commands.Asked;
        using var answer = await server.ReportAsync("room/created", new { room_name = "cita-x", created_at = S(1) }, token);
        Assert.Equal((HttpStatusCode.Unauthorized, before), (answer.StatusCode, commands.Asked));
    }

    [Theory]
    [InlineData("room/created", "", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "[]", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "null", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":\"cita-x\"", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":7,\"created_at\":1795425777}", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":\"cita-x\"}", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":\"cita-x\",\"created_at\":\"now\"}", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":\"cita-x\",\"created_at\":-1}", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":\"cita-x\",\"created_at\":1e300}", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":\"cita-x\",\"created_at\":99999999999999999999}", HttpStatusCode.BadRequest)]
    [InlineData("room/created", "{\"room_name\":\"\\ud800\",\"created_at\":1795425777}", HttpStatusCode.BadRequest)]
    [InlineData("occupant/joined", "{\"room_name\":\"cita-x\",\"occupant\":[]}", HttpStatusCode.BadRequest)]
    [InlineData("occupant/left", "{\"room_name\":\"cita-x\",\"occupant\":{\"joined_at\":1795425777}}", HttpStatusCode.BadRequest)]
    [InlineData("occupant/kicked", "{}", HttpStatusCode.NotFound)]
    public async Task What_is_no_report_is_refused_and_writes_nothing(string what, string body, HttpStatusCode expected)
    {
        var before = commands.Asked;
        using var answer = await server.SendAsync(HttpMethod.Post, $"/Jitsi/Events/{what}", VideoServer.EventToken, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((expected, before), (answer.StatusCode, commands.Asked));
    }

    [Fact]
    public async Task Wrong_types_large_bodies_and_other_methods_are_refused_without_a_page()
    {
        using var form = await server.SendAsync(HttpMethod.Post, "/Jitsi/Events/room/created", VideoServer.EventToken, VideoServer.Form("x"));
        using var huge = await server.SendAsync(HttpMethod.Post, "/Jitsi/Events/room/created", VideoServer.EventToken, Json(new string(' ', 10_000_000)));
        using var get = await server.SendAsync(HttpMethod.Get, "/Jitsi/Events/room/created", VideoServer.EventToken, null);
        using var nested = await server.SendAsync(HttpMethod.Post, "/Jitsi/Events/room/created", VideoServer.EventToken, Json(new string('[', 60_000)));

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest],
            new[] { form, huge, get, nested }.Select(a => a.StatusCode));
        foreach (var answer in new[] { form, huge, get, nested })
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_no_show_is_never_set_against_the_evidence_that_the_patient_was_there()
    {
        var visit = await VisitAsync();
        await TellAsync("occupant/joined", new { room_name = visit.Room, occupant = Occupant(visit.Ana, "a", 5) });
        clinic.Clock.Advance(TimeSpan.FromMinutes(20));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var details = await bruno.OpenAsync($"/Appointments/{visit.Appointment.PublicId}");
        foreach (var page in new[] { details, await bruno.OpenAsync("/Today"), await bruno.OpenAsync($"/Appointments/{visit.Appointment.PublicId}/Mark") })
            Assert.Equal(["Completed"], page.Shows("el paciente estuvo en la sala").Document.QuerySelectorAll("input[name='Input.Mark']").Select(i => i.GetAttribute("value")));
        var refused = await details.SubmitAsync("Input.Mark", ("Input.Mark", "NoShow"));

        refused.Is(HttpStatusCode.BadRequest).Shows("el paciente estuvo en la sala");
        Assert.Equal(AppointmentStatus.Booked, (await clinic.ReadAsync(visit.Appointment)).Status);
        clinic.Clock.Advance(TimeSpan.FromDays(2));
        await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));
        Assert.Equal(AppointmentStatus.Completed, (await clinic.ReadAsync(visit.Appointment)).Status);
    }

    [Fact]
    public async Task Those_who_keep_the_appointment_see_who_was_missing_and_when_who_was_there()
    {
        var visit = await VisitAsync();
        clinic.Clock.SetUtcNow(new(M(40), TimeSpan.Zero));
        await TellAsync("room/destroyed", new { room_name = visit.Room, created_at = S(1), destroyed_at = S(40), all_occupants = new[] { Occupant(visit.Ana, "a", 5, 39) } });
        clinic.Clock.Advance(TimeSpan.FromMinutes(60));
        var (ana, bruno, delia) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Delia, "en"));

        (await bruno.OpenAsync("/Today")).Shows("Usted no llegó a entrar en la sala.");
        var details = await bruno.OpenAsync($"/Appointments/{visit.Appointment.PublicId}");
        details.Shows("Quién estuvo en la sala").Shows("Usted no llegó a entrar en la sala.");
        Assert.Equal(1, details.Document.QuerySelectorAll(".attendance tbody tr").Length);
        (await delia.OpenAsync($"/Appointments/{visit.Appointment.PublicId}")).Shows("The specialist never joined the room.").Shows("Video server");
        Assert.False((await ana.OpenAsync($"/Appointments/{visit.Appointment.PublicId}")).Has(".attendance"));
    }

    [Fact]
    public async Task What_the_page_says_stands_beside_it_as_a_weaker_fact()
    {
        var visit = await VisitAsync();
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var page = await ana.OpenAsync($"/Visits/{visit.Appointment.PublicId}/Room");
        var token = page.Document.QuerySelector("#visit-room")!.GetAttribute("data-token")!;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/Visits/{visit.Appointment.PublicId}/Room?handler=Report") { Content = new FormUrlEncodedContent([new("what", "joined")]) };
        request.Headers.Add("RequestVerificationToken", token);
        using var taken = await ana.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);

        var details = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{visit.Appointment.PublicId}");

        details.Shows("Página del navegador").Shows("El servidor de vídeo no ha informado");
        clinic.Clock.Advance(TimeSpan.FromMinutes(30));
        await clinic.MarkAsync(visit.Appointment, AppointmentStatus.NoShow);
    }

    [Fact]
    public async Task A_specialist_of_whom_the_video_server_says_that_they_left_before_the_patient_came_has_the_room_open_no_longer()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (room, bruno) = await server.EnterAsync(appointment, clinic.Bruno);
        await TellAsync("occupant/joined", new { room_name = room, occupant = Occupant(bruno, "one", 0) });
        await TellAsync("occupant/joined", new { room_name = room, occupant = Occupant(bruno, "other", 1) });

        await TellAsync("occupant/left", new { room_name = room, occupant = Occupant(bruno, "one", 0, 2) });
        Assert.NotNull((await clinic.ReadAsync(appointment)).Visit.RoomOpenedAt);
        await TellAsync("occupant/left", new { room_name = room, occupant = Occupant(bruno, "other", 1, 3) });

        Assert.Null((await clinic.ReadAsync(appointment)).Visit.RoomOpenedAt);
    }

    private async Task<(Appointment Appointment, string Room, string Bruno, string Ana)> VisitAsync(DateTime? startsAt = null)
    {
        var appointment = await clinic.BookAsync(startsAt ?? now.AddMinutes(5));
        clinic.Clock.SetUtcNow(new(appointment.StartsAt, TimeSpan.Zero));
        var (room, bruno) = await server.EnterAsync(appointment, clinic.Bruno);
        var (_, ana) = await server.EnterAsync(appointment, clinic.Ana);
        return (appointment, room, bruno, ana);
    }

    private async Task TellAsync(string what, object said)
    {
        using var answer = await server.ReportAsync(what, said);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<Attendance> AttendanceAsync(Appointment appointment)
        => clinic.InAsync<ClinicDb, Attendance>(async db => await db.AttendanceAsync(await db.Appointments.SingleAsync(a => a.Id == appointment.Id), default));

    private static StringContent Json(string body) => new(body, new MediaTypeHeaderValue("application/json"));

    private object Occupant(string id, string connection, int from, int? to = null)
        => to is { } left
            ? new { id, occupant_jid = $"{connection}@meet.jitsi/x", name = "Paciente", joined_at = S(from), left_at = S(left) }
            : new { id, occupant_jid = $"{connection}@meet.jitsi/x", name = "Paciente", joined_at = S(from) };

    private DateTime M(int minute) => now.AddMinutes(minute);

    private long S(int minute) => new DateTimeOffset(M(minute)).ToUnixTimeSeconds();
}

public sealed class RoomEventStories_on_Sqlite(SqliteWithServer clinic) : RoomEventStories(clinic, clinic.Commands), IClassFixture<SqliteWithServer>;

[Trait("Needs", "PostgreSql")]
public sealed class RoomEventStories_on_PostgreSql(PostgresWithServer clinic) : RoomEventStories(clinic, clinic.Commands), IClassFixture<PostgresWithServer>;
