using ClinicaMV.Auditing;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>Messages that pretend to come from the video server's frame are not heard in the room page (TRUST S06).</summary>
[Trait("Needs", "Chromium")]
public sealed class ForgedMessagesStory(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    // The wrong window with the right origin, the right window with the wrong origin, and really posted ones.
    private const string Forge = """
        async () => {
          const frame = document.querySelector('#visit-room iframe').contentWindow;
          const other = document.createElement('iframe');
          document.body.append(other);
          const events = ['readyToClose', 'videoConferenceLeft', 'videoConferenceJoined', 'errorOccurred', 'participantJoined'];
          const dressed = [
            event => ({ mark: 'demo-jitsi', event, data: { name: 'conference.destroyed', error: { name: 'conference.destroyed' } } }),
            event => ({ postis: true, scope: 'jitsi_meet_external_api_0', method: 'message', params: { name: event } }),
            event => JSON.stringify({ postis: true, scope: 'jitsi_meet_external_api_0', method: 'message', params: { name: event } }),
          ];
          let sent = 0;
          const pretend = (data, origin, source) => { window.dispatchEvent(new MessageEvent('message', { data, origin, source })); sent += 1; };
          for (const event of events) {
            for (const dress of dressed) {
              pretend(dress(event), 'https://evil.example.test', frame);
              pretend(dress(event), location.origin, window);
              pretend(dress(event), location.origin, other.contentWindow);
            }
            window.postMessage(dressed[0](event), '*');
            other.contentWindow.parent.postMessage(dressed[0](event), '*');
            sent += 2;
          }
          await new Promise(resolve => setTimeout(resolve, 200));
          return sent;
        }
        """;

    [Fact]
    public async Task Fifty_forged_messages_are_not_heard_and_a_true_one_is()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        var page = await context.NewPageAsync();
        await PagesLookedAt.SignInAsync(page, clinic.Bruno);
        await page.GotoAsync($"/Visits/{appointment.PublicId}/Join");
        await page.Locator(".btn-enter").ClickAsync();
        await page.ArriveAsync("/Room");
        await WaitForAsync(AuditKind.PageReportedJoined);

        var sent = await page.EvaluateAsync<int>(Forge);

        Assert.True(sent >= 50, $"{sent}");
        Assert.EndsWith("/Room", page.Url);
        Assert.False(await page.Locator("#visit-trouble").IsVisibleAsync());
        Assert.Equal([AuditKind.PageReportedJoined], await ReportsAsync());
        // The same, from the frame itself: it can be heard at all.
        await page.FrameLocator("#visit-room iframe").Locator("body").EvaluateAsync("() => window.parent.postMessage({ mark: 'demo-jitsi', event: 'videoConferenceLeft', data: {} }, location.origin)");
        await WaitForAsync(AuditKind.PageReportedLeft);
        Scoreboard.Record("S06", "Chromium, demo server", "postMessage and events only from the video server's frame and origin", $"{sent} forged messages ignored, a true one heard");

        async Task<List<AuditKind>> ReportsAsync()
            => [.. (await clinic.RecordOfAsync(appointment)).Select(e => e.Kind).Where(k => k is AuditKind.PageReportedJoined or AuditKind.PageReportedLeft)];

        async Task WaitForAsync(AuditKind kind)
        {
            for (var tries = 0; !(await ReportsAsync()).Contains(kind); tries++)
            {
                Assert.True(tries < 200, $"No {kind}.");
                await Task.Delay(100);
            }
        }
    }

    [Fact]
    public void Our_own_pages_listen_to_no_messages_of_other_windows()
    {
        // A page's own worker is no other window: it alone has this end of the line.
        var scripts = Directory.GetFiles(Path.Combine(Repository.Folder, "wwwroot", "js"), "*.js").ToDictionary(file => file, file => File.ReadAllText(file).Replace("worker.addEventListener('message'", ""));

        Assert.Equal([], scripts.Where(s => s.Value.Contains("message'") || s.Value.Contains("onmessage")).Select(s => s.Key));
    }
}
