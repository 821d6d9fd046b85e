using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>JaaS tells who came and went, in webhooks that it signs.</summary>
public abstract class JaasStories(TestClinic clinic)
{
    private readonly VideoServer server = new(clinic);
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Signed_webhooks_in_any_order_and_twice_are_the_attendance()
    {
        var (appointment, room, ana) = await VisitAsync();
        clinic.Clock.SetUtcNow(new(now.AddMinutes(40), TimeSpan.Zero));
        var events = new[] { Event("ROOM_CREATED", room, 1), Event("PARTICIPANT_JOINED", room, 5, ana), Event("PARTICIPANT_LEFT", room, 39, ana), Event("ROOM_DESTROYED", room, 40), Event("RECORDING_STARTED", room, 6) };

        foreach (var body in events.Reverse().Concat(events))
            Assert.Equal(HttpStatusCode.OK, await SendAsync(body, Sign(body)));

        var attendance = await clinic.InAsync<ClinicDb, Attendance>(async db => await db.AttendanceAsync(await db.Appointments.SingleAsync(a => a.Id == appointment.Id), default));
        Assert.True(attendance.IsComplete);
        Assert.Equal([new Stay(ParticipantRole.Patient, now.AddMinutes(5), now.AddMinutes(39), true)], attendance.Stays);
    }

    [Fact]
    public async Task Several_signatures_may_stand_there_and_one_of_them_is_ours()
    {
        var (_, room, ana) = await VisitAsync();
        var body = Event("PARTICIPANT_JOINED", room, 5, ana);
        var (t, good) = (T(), Signature(T(), body, VideoServer.WebhookSecret));
        var other = Signature(t, body, "somebody else's secret");

        Assert.EndsWith("=", good);
        foreach (var header in new[] { $"t={t},v1={other},v1={good}", $"v1={good},t={t}", $"t={t},v0=x,v1={good},v1=", $"t={t}, v1={good}" })
            Assert.Equal(HttpStatusCode.OK, await SendAsync(body, header));
    }

    [Fact]
    public async Task Two_hundred_forged_webhooks_are_all_refused()
    {
        var (_, room, ana) = await VisitAsync();
        var accepted = 0;
        for (var i = 0; i < 200; i++)
        {
            var body = Event("PARTICIPANT_JOINED", room, i % 60, ana);
            var (altered, header) = Forged(i, body);
            accepted += await SendAsync(altered, header) == HttpStatusCode.Unauthorized ? 0 : 1;
        }

        Assert.Equal(0, accepted);
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.RoomReports.CountAsync()));
        Scoreboard.Record("jaas", clinic.GetType().Name.Replace("OnJaas", ""), "200 forged webhooks of JaaS: none accepted", $"{accepted} accepted");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("not json")]
    [InlineData("{\"eventType\":\"PARTICIPANT_JOINED\",\"fqn\":\"no-slash\",\"timestamp\":1795425777000}")]
    [InlineData("{\"eventType\":\"PARTICIPANT_JOINED\",\"fqn\":\"a/b\",\"timestamp\":\"today\"}")]
    [InlineData("{\"eventType\":\"PARTICIPANT_JOINED\",\"fqn\":\"a/b\"}")]
    public async Task What_is_signed_and_no_event_is_400(string body) => Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(body, Sign(body)));

    [Fact]
    public async Task Breakout_rooms_and_large_bodies_are_not_taken()
    {
        var (_, room, ana) = await VisitAsync();
        var breakout = Event("PARTICIPANT_JOINED", room, 5, ana, isBreakout: true);
        var huge = new string(' ', 10_000_000);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(breakout, Sign(breakout)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(huge, Sign(huge)));
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.RoomReports.CountAsync()));
    }

    private (string Body, string? Header) Forged(int i, string body)
    {
        var t = T();
        var good = Signature(t, body, VideoServer.WebhookSecret);
        return (i % 10) switch
        {
            0 => (body, $"t={t},v1={Signature(t, body, RandomNumberGenerator.GetHexString(32))}"),
            1 => (body.Replace("PARTICIPANT_JOINED", "PARTICIPANT_LEFT"), $"t={t},v1={good}"),
            2 => (body, $"t={T(-301 - i)},v1={Signature(T(-301 - i), body, VideoServer.WebhookSecret)}"),
            3 => (body, $"t={T(301 + i)},v1={Signature(T(301 + i), body, VideoServer.WebhookSecret)}"),
            4 => (body, $"t={t},v1={Signature(t, body, "a")},v1={Signature(t, body, "b")},v1="),
            5 => (body, $"t={t},v0={good}"),
            6 => (body, $"t={t},t={t},v1={good}"),
            7 => (body + " ", $"t={t},v1={good}"),
            8 => (body, $"t={T(-10)},v1={good}"),
            _ => (body, new[] { null, "", "v1=" + good, $"t=,v1={good}", $"t={t},v1={good.TrimEnd('=')}", $"t={t}=,v1={good}", $"t={t};v1={good}", $"t=0x1,v1={good}" }[i / 10 % 8]),
        };
    }

    private async Task<HttpStatusCode> SendAsync(string body, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Jitsi/JaaS") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (header is not null)
            request.Headers.TryAddWithoutValidation("X-Jaas-Signature", header);
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<(Appointment Appointment, string Room, string Ana)> VisitAsync()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await server.EnterAsync(appointment, clinic.Bruno);
        var (room, ana) = await server.EnterAsync(appointment, clinic.Ana);
        return (appointment, room, ana);
    }

    private string Event(string type, string room, int minute, string? id = null, bool isBreakout = false) => JsonSerializer.Serialize(new
    {
        idempotencyKey = Guid.NewGuid(),
        customerId = "c2824d58",
        appId = Tokens.JaasId,
        eventType = type,
        sessionId = "c3348153",
        timestamp = new DateTimeOffset(now.AddMinutes(minute)).ToUnixTimeMilliseconds(),
        fqn = room,
        data = new { id, participantId = id is null ? null : "7f3a", isBreakout },
    });

    private string Sign(string body) => $"t={T()},v1={Signature(T(), body, VideoServer.WebhookSecret)}";

    private string T(int seconds = 0) => clinic.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString();

    private static string Signature(string t, string body, string secret)
        => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{t}.{body}")));
}

public sealed class SqliteOnJaas : SqliteClinic
{
    public SqliteOnJaas() => VideoServer.PrepareJaas(this);
}

public sealed class PostgresOnJaas : PostgresClinic
{
    public PostgresOnJaas() => VideoServer.PrepareJaas(this);
}

public sealed class JaasStories_on_Sqlite(SqliteOnJaas clinic) : JaasStories(clinic), IClassFixture<SqliteOnJaas>;

[Trait("Needs", "PostgreSql")]
public sealed class JaasStories_on_PostgreSql(PostgresOnJaas clinic) : JaasStories(clinic), IClassFixture<PostgresOnJaas>;
