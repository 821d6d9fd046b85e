using System.Net;
using System.Security.Cryptography;
using ClinicaMV.Auditing;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A clinic on JaaS whose room page runs the copy of the script that was pinned here.</summary>
public abstract class PinnedStories(TestClinic clinic)
{
    [Fact]
    public async Task The_room_page_runs_our_copy_and_no_script_of_JaaS()
    {
        var room = await RoomAsync();
        var element = room.Document.QuerySelector("#visit-room")!;
        var script = element.GetAttribute("data-script")!;

        Assert.Equal("8x8.vc", element.GetAttribute("data-domain"));
        Assert.Matches($"^{Tokens.JaasId}/cita-[a-z2-7]{{50}}$", element.GetAttribute("data-room"));
        Assert.Equal($"/Jitsi/Scripts/{Convert.ToHexStringLower(SHA256.HashData(PinnedClinic.Script))}.js", script);
        Assert.Equal($"sha256-{Convert.ToBase64String(SHA256.HashData(PinnedClinic.Script))}", element.GetAttribute("data-integrity"));
        Assert.Contains("script-src 'self';", room.Response.Headers.GetValues("Content-Security-Policy").Single());
        using var answer = await clinic.Visitor().SendAsync(HttpMethod.Get, script);
        Assert.Equal(PinnedClinic.Script, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_token_is_for_the_bare_name_and_JaaS_takes_it()
    {
        var element = (await RoomAsync()).Document.QuerySelector("#visit-room")!;
        var (room, token) = (element.GetAttribute("data-room")!.Split('/')[1], element.GetAttribute("data-jwt"));
        var verifier = new ProsodyVerifier("RS256", "chat", "jitsi", Tokens.JaasId) { Keys = new Dictionary<string, string> { [$"{Tokens.JaasId}/4f4910"] = Tokens.PublicPem } };

        Assert.Null(verifier.Refusal(token, room, clinic.Now));
    }

    [Theory]
    [InlineData("/Jitsi/Scripts/0123456789012345678901234567890123456789012345678901234567890123.js")]
    [InlineData("/Jitsi/Scripts/x.js")]
    [InlineData("/Jitsi/Scripts/..%2F..%2Fclinica.db.js")]
    [InlineData("/Jitsi/Keys/x.pem")]
    public async Task What_is_not_there_is_404_without_a_page_or_a_cookie(string address)
    {
        using var answer = await clinic.Visitor().SendAsync(HttpMethod.Get, address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_new_copy_is_in_force_at_once_and_the_old_one_is_still_there_for_open_pages()
    {
        byte[] newer = [.. PinnedClinic.Script, .. "/* 2 */"u8];
        var old = (await RoomAsync()).Document.QuerySelector("#visit-room")!.GetAttribute("data-script")!;

        var pin = await clinic.InAsync<PinnedScripts, Pin>(pins => pins.PinAsync(newer, null, default));

        Assert.Equal(pin.OwnAddress, (await RoomAsync()).Document.QuerySelector("#visit-room")!.GetAttribute("data-script"));
        using var answer = await clinic.Visitor().SendAsync(HttpMethod.Get, old);
        Assert.Equal(PinnedClinic.Script, await answer.Content.ReadAsByteArrayAsync());
        // Back again, as after an update that was taken back.
        await clinic.InAsync<PinnedScripts, Pin>(pins => pins.PinAsync(PinnedClinic.Script, null, default));
        Assert.Equal(old, (await RoomAsync()).Document.QuerySelector("#visit-room")!.GetAttribute("data-script"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_on_record_once_a_minute_and_only_by_whoever_is_inside()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var (bruno, ana, elena) = (await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Elena));
        var room = await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var report = $"/Visits/{appointment.PublicId}/Room?handler=Report";

        Assert.Equal(HttpStatusCode.NoContent, await ReportAsync(bruno, "script"));
        Assert.Equal(HttpStatusCode.NoContent, await ReportAsync(bruno, "server"));
        Assert.Equal(HttpStatusCode.BadRequest, await ReportAsync(ana, "script"));
        Assert.Equal(HttpStatusCode.NotFound, await ReportAsync(elena, "script"));
        Assert.Equal(HttpStatusCode.BadRequest, await ReportAsync(bruno, "anything"));
        clinic.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.NoContent, await ReportAsync(bruno, "server"));

        var lines = (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.PageReportedUnreachable).ToList();
        Assert.Equal(["NoScript", "NoAnswer"], lines.Select(e => e.Reason));
        Assert.All(lines, e => Assert.Equal((AuditOutcome.Denied, clinic.Bruno.Id), (e.Outcome, e.ActorId)));
        Assert.Equal("El servidor de vídeo no responde", room.Document.QuerySelector("#visit-unreachable h2")!.TextContent);
        Assert.True(room.Document.QuerySelector("#visit-unreachable")!.HasAttribute("hidden"));

        async Task<HttpStatusCode> ReportAsync(Visitor visitor, string what)
        {
            var token = (await visitor.OpenAsync("/Appointments")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            using var answer = await visitor.Http.PostAsync(report, new FormUrlEncodedContent([new("what", what), new("__RequestVerificationToken", token)]));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task However_many_report_at_once_the_record_has_no_more_than_a_page_can_mean()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var room = await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var token = room.Document.QuerySelector("#visit-room")!.GetAttribute("data-token")!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 96).Select(i => TellAsync(i switch
        {
            < 32 => "Report&what=joined",
            < 64 => "Report&what=connection",
            _ => "Trouble&step=Reload",
        })));

        var record = await clinic.RecordOfAsync(appointment);
        Assert.Equal((PageReports.MostMovements, 1, 30), (Count(AuditKind.PageReportedJoined), Count(AuditKind.PageReportedUnreachable), Count(AuditKind.VisitTrouble)));
        Assert.Equal("NoConnection", record.Single(e => e.Kind == AuditKind.PageReportedUnreachable).Reason);
        Assert.Equal((PageReports.MostMovements + 32 + 30, 22 + 2), (answers.Count(a => a == HttpStatusCode.NoContent), answers.Count(a => a == HttpStatusCode.BadRequest)));

        int Count(AuditKind kind) => record.Count(e => e.Kind == kind);

        async Task<HttpStatusCode> TellAsync(string what)
        {
            using var answer = await bruno.Http.PostAsync($"/Visits/{appointment.PublicId}/Room?handler={what}", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
            return answer.StatusCode;
        }
    }

    private async Task<Page> RoomAsync()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        return await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
    }
}

public sealed class PinnedStories_on_Sqlite(PinnedSqliteClinic clinic) : PinnedStories(clinic), IClassFixture<PinnedSqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class PinnedStories_on_PostgreSql(PinnedPostgresClinic clinic) : PinnedStories(clinic), IClassFixture<PinnedPostgresClinic>;
