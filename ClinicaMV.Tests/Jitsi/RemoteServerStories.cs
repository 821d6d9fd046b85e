using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A clinic on JaaS that runs JaaS' own script.</summary>
public sealed class RemoteJaasStories(SqliteOnJaas clinic) : IClassFixture<SqliteOnJaas>
{
    private readonly VideoServer server = new(clinic);
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_room_page_runs_JaaS_own_script_and_JaaS_takes_the_token()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var page = await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var element = page.Document.QuerySelector("#visit-room")!;
        var room = element.GetAttribute("data-room")!;

        Assert.Equal(($"https://8x8.vc/{Tokens.JaasId}/external_api.js", "8x8.vc", Tokens.JaasId), (element.GetAttribute("data-script"), element.GetAttribute("data-domain"), room.Split('/')[0]));
        Assert.Contains("script-src 'self' https://8x8.vc;", page.Response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Null(Tokens.Verifier(Tokens.Jaas("")).Refusal(element.GetAttribute("data-jwt"), room.Split('/')[1], clinic.Now));
    }

    [Theory]
    [InlineData("4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", "4bcf5ee5", "4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", "4bcf5ee5")]
    [InlineData("4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", null, "4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", null)]
    [InlineData(null, "4bcf5ee5", null, "4bcf5ee5")]
    [InlineData("4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", null, "4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", "4bcf5ee5")]
    [InlineData(null, "4bcf5ee5", "4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", "4bcf5ee5")]
    [InlineData("4bcf5ee5-3f7b-4a5e-9c1d-0a2b3c4d5e6f@8x8.vc/Xy1", null, "cita-x@conference.vpaas.8x8.vc/4bcf5ee5", null)]
    public async Task Joined_and_left_are_one_stay_whichever_name_of_the_connection_each_carries(string? joinedJid, string? joinedId, string? leftJid, string? leftId)
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await server.EnterAsync(appointment, clinic.Bruno);
        var (room, ana) = await server.EnterAsync(appointment, clinic.Ana);
        foreach (var (type, minute, data) in new[]
        {
            ("ROOM_CREATED", 1, (object)new { conference = room }), ("ROOM_DESTROYED", 40, new { conference = room }),
            ("PARTICIPANT_LEFT", 39, new { id = ana, participantJid = leftJid, participantId = leftId }), ("PARTICIPANT_JOINED", 5, new { id = ana, participantJid = joinedJid, participantId = joinedId }),
        })
            await TellAsync(room, type, minute, data);

        var attendance = await AttendanceAsync(appointment);

        Assert.Equal([new Stay(ParticipantRole.Patient, now.AddMinutes(5), now.AddMinutes(39), true)], attendance.Stays);
        Assert.True(attendance.IsComplete);
    }

    [Fact]
    public async Task A_room_of_another_customer_is_counted_and_ignored()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await server.EnterAsync(appointment, clinic.Bruno);
        var (room, ana) = await server.EnterAsync(appointment, clinic.Ana);
        using var ignored = new CountedMeter(JitsiMeter.IgnoredReports);

        await TellAsync(room.Replace(Tokens.JaasId, "vpaas-magic-cookie-other"), "PARTICIPANT_JOINED", 5, new { id = ana, participantId = "a" });

        Assert.Equal(1, ignored.Count);
        Assert.False((await AttendanceAsync(appointment)).IsReported);
    }

    private async Task TellAsync(string fqn, string type, int minute, object data)
    {
        var body = JsonSerializer.Serialize(new { idempotencyKey = Guid.NewGuid(), appId = Tokens.JaasId, eventType = type, timestamp = new DateTimeOffset(now.AddMinutes(minute)).ToUnixTimeMilliseconds(), fqn, data });
        var t = clinic.Clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Jitsi/JaaS") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("X-Jaas-Signature", $"t={t},v1={Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(VideoServer.WebhookSecret), Encoding.UTF8.GetBytes($"{t}.{body}")))}");
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<Attendance> AttendanceAsync(Appointment appointment)
        => clinic.InAsync<ClinicDb, Attendance>(async db => await db.AttendanceAsync(await db.Appointments.SingleAsync(a => a.Id == appointment.Id), default));
}

/// <summary>A clinic whose own Jitsi asks the portal for the key that checks the tokens.</summary>
public sealed class KeyServerClinic : SqliteClinic
{
    public KeyServerClinic()
    {
        Configure("Jitsi:Server", "SelfHosted");
        Configure("Jitsi:Domain", "meet.example.test");
        Configure("Jitsi:AppId", "clinicamv");
        Configure("Jitsi:PrivateKeyFile", Tokens.WriteKey(Folder));
        Configure("Jitsi:KeyId", "clinica/2026");
    }
}

public sealed class KeyServerStories(KeyServerClinic clinic) : IClassFixture<KeyServerClinic>
{
    [Fact]
    public async Task The_token_of_the_room_page_is_checked_with_the_key_that_the_portal_hands_out()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var page = await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var (room, token) = (page.Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!, page.Document.QuerySelector("#visit-room")!.GetAttribute("data-jwt"));

        using var answer = await clinic.Visitor().SendAsync(HttpMethod.Get, $"/Jitsi/Keys/{Convert.ToHexStringLower(SHA256.HashData("clinica/2026"u8))}.pem");
        var pem = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, "application/x-pem-file", TimeSpan.FromMinutes(5)), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.MaxAge));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("PRIVATE", pem);
        var door = new ProsodyVerifier("RS256", "clinicamv", "clinicamv", "meet.jitsi") { Keys = new Dictionary<string, string> { ["clinica/2026"] = pem } };
        Assert.Null(door.Refusal(token, room, clinic.Now));
    }
}
