using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>A clinic whose video server nobody reaches.</summary>
public sealed class UnreachableClinic : SqliteClinic
{
    public UnreachableClinic()
    {
        UseKestrel(0);
        Configure("Clinic:Phone", "+34 958 12 34 56");
        Configure("Jitsi:Server", "SelfHosted");
        // Nobody listens on port 1.
        Configure("Jitsi:Domain", "localhost:1");
        Configure("Jitsi:AppId", "clinicamv");
        Configure("Jitsi:AppSecret", Tokens.Secret);
    }
}

/// <summary>The video server is down: the page says so, offers another try and the telephone, and it is on record.</summary>
[Trait("Needs", "Chromium")]
public sealed class UnreachableStory(UnreachableClinic clinic, Chromium chromium) : IClassFixture<UnreachableClinic>, IClassFixture<Chromium>
{
    // As much of Jitsi's class as it takes to be silent, and to speak when the test says so.
    private const string SilentApi = """
        window.JitsiMeetExternalAPI = class {
          constructor(domain, options) {
            this.frame = document.createElement('iframe');
            options.parentNode.append(this.frame);
            [window.heard, window.given] = [{}, options];
          }
          getIFrame() { return this.frame; }
          getNumberOfParticipants() { return 1; }
          addListener(event, listener) { (window.heard[event] ??= []).push(listener); }
          executeCommand() {}
          dispose() {}
        };
        """;

    [Theory]
    [InlineData("es-ES", ColorScheme.Light, 360, "El servidor de vídeo no responde", "Intentarlo de nuevo")]
    [InlineData("es-ES", ColorScheme.Dark, 1280, "El servidor de vídeo no responde", "Intentarlo de nuevo")]
    [InlineData("en-GB", ColorScheme.Dark, 320, "The video server does not answer", "Try again")]
    [InlineData("en-GB", ColorScheme.Light, 1280, "The video server does not answer", "Try again")]
    public async Task A_script_that_does_not_load_is_told_in_words_and_put_on_record(string culture, ColorScheme scheme, int width, string title, string again)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var context = await chromium.NewPersonAsync(clinic.Address, culture, scheme, width);
        var page = await EnterAsync(context, appointment, async page =>
        {
            await PagesLookedAt.SignInAsync(page, clinic.Bruno);
            await page.GotoAsync($"/Visits/{appointment.PublicId}/Join");
            await page.TakeAsync($"silent-{culture[..2]}-{scheme}-{width}");
            Assert.Empty(await PagesLookedAt.FaultsOfAsync(page, "silent"));
        });

        await page.GetByRole(AriaRole.Heading, new() { Name = title }).WaitForAsync();
        Assert.Equal("tel:+34958123456", await page.Locator("#visit-unreachable a[href^=tel]").GetAttributeAsync("href"));
        Assert.False(await page.Locator("#visit-room").IsVisibleAsync());
        await page.TakeAsync($"unreachable-{culture[..2]}-{scheme}-{width}");
        Assert.Empty(await PagesLookedAt.FaultsOfAsync(page, "unreachable"));
        await page.GetByRole(AriaRole.Link, new() { Name = again }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = title }).WaitForAsync();

        // Two tries in one minute are one line; nobody was in the room.
        await AssertRecordAsync(appointment, "NoScript");
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_told_after_half_a_minute_and_forgiven_when_it_comes()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        await context.RouteAsync("**/external_api.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = SilentApi }));
        var page = await EnterAsync(context, appointment, page => page.Clock.InstallAsync());
        var title = page.GetByRole(AriaRole.Heading, new() { Name = "El servidor de vídeo no responde" });
        await page.WaitForFunctionAsync("window.heard?.readyToClose");

        await page.Clock.RunForAsync(29_000);
        Assert.False(await title.IsVisibleAsync());
        await page.Clock.RunForAsync(2_000);
        await title.WaitForAsync();
        await AssertRecordAsync(appointment, "NoAnswer");

        await page.EvaluateAsync("window.heard.videoConferenceJoined.forEach(listener => listener({}))");
        await page.Locator("#visit-room").WaitForAsync();
        Assert.False(await title.IsVisibleAsync());
    }

    [Theory]
    [InlineData("connection.conferenceRequestFailed")]
    [InlineData("connection.droppedError")]
    public async Task A_server_whose_page_is_there_and_the_rest_of_it_is_not_is_no_server_until_somebody_is_in(string error)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        await context.RouteAsync("**/external_api.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = SilentApi }));
        var page = await EnterAsync(context, appointment);
        var title = page.GetByRole(AriaRole.Heading, new() { Name = "El servidor de vídeo no responde" });
        await page.WaitForFunctionAsync("window.heard?.readyToClose");

        await HearAsync("errorOccurred", error);
        await title.WaitForAsync();
        await AssertRecordAsync(appointment, "NoConnection");
        await HearAsync("videoConferenceJoined");
        await page.Locator("#visit-room").WaitForAsync();
        await HearAsync("errorOccurred", error);

        var trouble = page.Locator("#visit-trouble");
        await trouble.WaitForAsync();
        Assert.False(await title.IsVisibleAsync());
        Assert.DoesNotContain("Ha habido un problema", await trouble.TextContentAsync());
        await HearAsync("suspendDetected");
        Assert.Contains("se ha suspendido", await trouble.TextContentAsync());

        Task HearAsync(string name, string? code = null)
            => page.EvaluateAsync("([name, code]) => window.heard[name].forEach(listener => listener({ error: { name: code } }))", new[] { name, code });
    }

    [Fact]
    public async Task Jitsi_is_given_what_a_visit_needs_and_told_to_leave_out_the_rest()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        await context.RouteAsync("**/external_api.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = SilentApi }));
        var page = await EnterAsync(context, appointment);
        await page.WaitForFunctionAsync("window.given");

        Assert.Equal("""
            {"prejoinConfig":{"enabled":false},"disableDeepLinking":true,"toolbarButtons":["microphone","camera","desktop","chat","raisehand","fullscreen","settings","hangup"],"disableInviteFunctions":true,"hideConferenceSubject":true,"doNotStoreRoom":true,"disableThirdPartyRequests":true,"gravatar":{"disabled":true},"analytics":{"disabled":true},"fileSharing":{"enabled":false},"whiteboard":{"enabled":false},"localRecording":{"disable":true},"p2p":{"enabled":true},"startWithAudioMuted":false,"startWithVideoMuted":false}
            """, await page.EvaluateAsync<string>("JSON.stringify(window.given.configOverwrite)"));
        Assert.Equal("es", await page.EvaluateAsync<string>("window.given.lang"));
        Assert.False(await page.EvaluateAsync<bool>("'userInfo' in window.given"));
    }

    [Fact]
    public async Task A_browser_that_cannot_send_a_form_by_script_ends_the_visit_too()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        await context.RouteAsync("**/external_api.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = SilentApi }));
        await context.AddInitScriptAsync("delete HTMLFormElement.prototype.requestSubmit;");
        var page = await EnterAsync(context, appointment);
        await page.WaitForFunctionAsync("window.heard?.readyToClose");

        await page.Locator("#ending summary").ClickAsync();
        await page.Locator("#end-visit [type=submit]").ClickAsync();

        await page.ArriveAsync("/Ended");
        Assert.Equal(AppointmentStatus.Completed, (await clinic.ReadAsync(appointment)).Status);
    }

    private static async Task<IPage> NewPageAsync(IBrowserContext context, Func<IPage, Task>? prepare)
    {
        var page = await context.NewPageAsync();
        if (prepare is not null)
            await prepare(page);
        return page;
    }

    private async Task<IPage> EnterAsync(IBrowserContext context, Appointment appointment, Func<IPage, Task>? prepare = null)
    {
        var page = await NewPageAsync(context, prepare);
        if (page.Url == "about:blank")
            await PagesLookedAt.SignInAsync(page, clinic.Bruno);
        await page.GotoAsync($"/Visits/{appointment.PublicId}/Join");
        // The portal does not reach it either, and has said so.
        Assert.True(await page.Locator(".unreachable").IsVisibleAsync());
        await page.Locator(".btn-enter").ClickAsync();
        await page.ArriveAsync("/Room");
        return page;
    }

    private async Task AssertRecordAsync(Appointment appointment, string reason)
    {
        List<AuditEvent> lines = [];
        for (var tries = 0; lines.Count == 0 && tries < 100; tries++)
        {
            await Task.Delay(50);
            lines = [.. (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.PageReportedUnreachable)];
        }

        Assert.Equal((reason, AuditOutcome.Denied, clinic.Bruno.Id), (lines.Single().Reason, lines[0].Outcome, lines[0].ActorId));
        Assert.DoesNotContain(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.PageReportedJoined);
    }
}
