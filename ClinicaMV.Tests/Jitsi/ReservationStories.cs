using System.Net;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>Prosody asks before it lets a room exist.</summary>
public abstract class ReservationStories(TestClinic clinic, CommandCount commands)
{
    private readonly VideoServer server = new(clinic);
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_room_of_a_visit_may_exist_until_its_window_closes()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (room, _) = await server.EnterAsync(appointment, clinic.Bruno);

        using var answer = await server.AskAsync(room);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($$"""{"id":"{{appointment.PublicId}}","name":"{{room}}","mail_owner":"3f8a@meet.jitsi/x1","start_time":"2026-11-24T09:17:06.000Z","duration":{{(5 + 45 + 15) * 60}},"max_occupants":2}""",
            await answer.Content.ReadAsStringAsync());
        var line = Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.RoomReserved);
        Assert.Equal((AuditOutcome.Allowed, "VideoServer", null), (line.Outcome, line.ActorRole, line.ActorId));
    }

    [Fact]
    public async Task Ten_thousand_forged_names_cost_no_query_and_none_is_accepted()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (room, _) = await server.EnterAsync(appointment, clinic.Bruno);
        var rooms = clinic.Services.GetRequiredService<SignedRooms>();
        Assert.NotNull(await rooms.ReadAsync(room, default));
        using var forged = new CountedMeter(JitsiMeter.ForgedRooms);
        var (lines, before) = (await LinesAsync(), commands.Asked);

        var accepted = 0;
        foreach (var name in ForgedNames.Of(room, 9_000))
            accepted += await rooms.ReadAsync(name, default) is null ? 0 : 1;
        foreach (var name in ForgedNames.Of(room, 1_000))
        {
            using var answer = await server.AskAsync(name);
            accepted += answer.StatusCode == HttpStatusCode.Forbidden ? 0 : 1;
        }

        var queries = commands.Asked - before;
        Assert.Equal((0, 0, 1_000), (accepted, queries, forged.Count));
        Assert.Equal(lines, await LinesAsync());
        Scoreboard.Record("S04", clinic.GetType().Name.Replace("WithServer", ""), "10,000 forged room names, 1,000 of them in calls: none accepted, no query", $"{accepted} accepted, {queries} queries");
    }

    [Fact]
    public async Task A_refusal_is_said_in_the_clinics_language_whatever_the_server_speaks()
    {
        server.Http.DefaultRequestHeaders.Add("Accept-Language", "en");

        using var answer = await server.AskAsync("cita-" + new string('a', 50));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("Esta sala no existe. Entre desde la página de su cita.", (await VideoServer.JsonAsync(answer)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_name_of_ours_is_refused_once_the_visit_has_another_room_or_none_and_each_time_it_is_on_record()
    {
        var (early, moved, cancelled, ended, late) = (await clinic.BookAsync(now.AddMinutes(5)), await clinic.BookAsync(now.AddHours(2)),
            await clinic.BookAsync(now.AddHours(4)), await clinic.BookAsync(now.AddHours(6)), await clinic.BookAsync(now.AddHours(8)));
        await RefusedAsync(early, "OldRoom", () => clinic.MoveAsync(early, now.AddMinutes(10)));
        await RefusedAsync(moved, "TooEarly", () => clinic.MoveAsync(moved, now.AddDays(2)));
        await RefusedAsync(cancelled, "Cancelled", () => clinic.CancelAsync(cancelled));
        await RefusedAsync(ended, "Completed", () => clinic.MarkAsync(ended, AppointmentStatus.Completed));
        await RefusedAsync(late, "TooLate", () =>
        {
            clinic.Clock.SetUtcNow(new(late.EndsAt.AddMinutes(15), TimeSpan.Zero));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_signed_name_that_was_never_handed_out_is_refused_and_on_record()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var signed = await clinic.Services.GetRequiredService<SignedRooms>().SignAsync(appointment, default);

        using var answer = await server.AskAsync(signed.Text);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.True(await clinic.InAsync<ClinicDb, bool>(db => db.AuditEvents.AnyAsync(e => e.Kind == AuditKind.RoomReserved && e.Outcome == AuditOutcome.Denied && e.Reason == "Unknown")));
    }

    [Fact]
    public async Task The_room_of_a_check_up_is_granted_for_its_minutes_and_belongs_to_nobody()
    {
        var checkup = await clinic.InAsync<CheckupRoom, CheckupTokens>(checkup => checkup.PrepareAsync(default));

        using var granted = await server.AskAsync(checkup.Room);
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        using var late = await server.AskAsync(checkup.Room);

        Assert.Equal((HttpStatusCode.OK, 300), (granted.StatusCode, (await VideoServer.JsonAsync(granted)).GetProperty("duration").GetInt32()));
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        var lines = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.Kind == AuditKind.RoomReserved && e.At >= now).OrderBy(e => e.Id).ToListAsync());
        Assert.Equal([(AuditOutcome.Allowed, checkup.Reason, null), (AuditOutcome.Denied, "TooLate", null)], lines.Select(e => (e.Outcome, e.Reason!, e.AppointmentId)));
    }

    [Fact]
    public async Task No_room_is_granted_on_record_once_the_visit_has_ended_however_many_ask_at_that_moment()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (room, _) = await server.EnterAsync(appointment, clinic.Bruno);
        clinic.Clock.Advance(TimeSpan.FromMinutes(6));

        var asking = Enumerable.Range(0, 31).Select(_ => server.AskAsync(room)).ToList();
        await Task.WhenAll([.. asking, clinic.MarkAsync(appointment, AppointmentStatus.Completed)]);

        Assert.All(asking, a => Assert.True(a.Result.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden, a.Result.StatusCode.ToString()));
        var record = await clinic.RecordOfAsync(appointment);
        var end = record.Single(e => e.Kind == AuditKind.AppointmentCompleted).Id;
        Assert.DoesNotContain(record, e => e.Id > end && e is { Kind: AuditKind.RoomReserved, Outcome: AuditOutcome.Allowed });
        Assert.Equal(31, record.Count(e => e.Kind == AuditKind.RoomReserved));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(VideoServer.EventToken)]
    [InlineData(VideoServer.ReservationToken + "x")]
    public async Task Without_the_secret_the_answer_is_401_without_a_hint_or_a_query(string? token)
    {
        var before = commands.Asked;

        using var answer = await server.AskAsync("cita-" + new string('a', 50), token);
        using var huge = await server.SendAsync(HttpMethod.Post, VideoServer.Reservations, token, new ByteArrayContent(new byte[10_000_000]));
        using var about = await server.AskAboutAsync(HttpMethod.Delete, new string('a', 26), token);

        foreach (var refused in new[] { answer, huge, about })
        {
            Assert.Equal((HttpStatusCode.Unauthorized, 0), (refused.StatusCode, refused.Headers.WwwAuthenticate.Count));
            Assert.Empty(await refused.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal(before, commands.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "application/json", "{}")]
    [InlineData(HttpStatusCode.BadRequest, null, "name=x")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded; charset=utf-16", "name=x&mail_owner=y&start_time=2026-11-24T09:17:06Z")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded", "")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded", "name=x&mail_owner=y")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded", "name=x&name=z&mail_owner=y&start_time=2026-11-24T09:17:06Z")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded", "name=x%00&mail_owner=y&start_time=2026-11-24T09:17:06Z")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded", "name=x&mail_owner=y&start_time=yesterday")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded", "name=&mail_owner=y&start_time=2026-11-24T09:17:06Z")]
    [InlineData(HttpStatusCode.BadRequest, "application/x-www-form-urlencoded", "\u0000\u0001&&&===")]
    public async Task What_is_no_request_is_refused_and_writes_nothing(HttpStatusCode expected, string? type, string body)
    {
        var before = commands.Asked;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await server.SendAsync(HttpMethod.Post, VideoServer.Reservations, VideoServer.ReservationToken, content);

        Assert.Equal((expected, before), (answer.StatusCode, commands.Asked));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(10_000_000)]
    public async Task A_body_that_is_too_large_is_413(int size)
    {
        var content = new ByteArrayContent([.. "name="u8, .. Enumerable.Repeat((byte)'a', size)]);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");

        using var answer = await server.SendAsync(HttpMethod.Post, VideoServer.Reservations, VideoServer.ReservationToken, content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task The_reservation_of_a_visit_can_be_looked_up_and_given_back()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (room, _) = await server.EnterAsync(appointment, clinic.Bruno);

        using var shown = await server.AskAboutAsync(HttpMethod.Get, appointment.PublicId);
        using var released = await server.AskAboutAsync(HttpMethod.Delete, appointment.PublicId);

        var json = await VideoServer.JsonAsync(shown);
        Assert.Equal((room, (5 + 45 + 15) * 60), (json.GetProperty("name").GetString(), json.GetProperty("duration").GetInt32()));
        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        Assert.Contains(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.RoomReleased);
        await clinic.CancelAsync(appointment);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.AskAboutAsync(HttpMethod.Get, appointment.PublicId)).StatusCode);
        foreach (var id in new[] { new string('a', 26), "1", "%00", room })
            Assert.Equal(HttpStatusCode.NotFound, (await server.AskAboutAsync(HttpMethod.Delete, Uri.EscapeDataString(id))).StatusCode);
    }

    [Fact]
    public async Task Another_method_never_ends_on_a_page_for_people()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Head })
        {
            using var answer = await server.SendAsync(method, VideoServer.Reservations, VideoServer.ReservationToken, null);
            Assert.Equal((HttpStatusCode.MethodNotAllowed, 0), (answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync()).Length));
        }
    }

    private async Task RefusedAsync(Appointment appointment, string reason, Func<Task> then)
    {
        clinic.Clock.SetUtcNow(new(appointment.StartsAt, TimeSpan.Zero));
        var (room, _) = await server.EnterAsync(appointment, clinic.Bruno);
        using (var granted = await server.AskAsync(room))
            Assert.Equal(HttpStatusCode.OK, granted.StatusCode);

        await then();
        using var refused = await server.AskAsync(room);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.NotEmpty((await VideoServer.JsonAsync(refused)).GetProperty("message").GetString()!);
        Assert.Equal([(AuditOutcome.Allowed, null), (AuditOutcome.Denied, reason)],
            (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.RoomReserved).Select(e => (e.Outcome, e.Reason)));
    }

    private Task<int> LinesAsync() => clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync());
}

public sealed class ReservationStories_on_Sqlite(SqliteWithServer clinic) : ReservationStories(clinic, clinic.Commands), IClassFixture<SqliteWithServer>;

[Trait("Needs", "PostgreSql")]
public sealed class ReservationStories_on_PostgreSql(PostgresWithServer clinic) : ReservationStories(clinic, clinic.Commands), IClassFixture<PostgresWithServer>;
