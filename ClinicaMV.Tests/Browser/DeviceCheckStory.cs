using System.Diagnostics;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>U02: the device check in a real browser, with a camera and a microphone that are there, or taken, missing, not allowed.</summary>
[Trait("Needs", "Chromium")]
public sealed class DeviceCheckStory(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    // What is not "Ok" fails as browsers say it does; the rest are Chromium's own fake devices.
    private const string Devices = """
        const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        const errors = { Denied: 'NotAllowedError', Missing: 'NotFoundError', Taken: 'NotReadableError' };
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          for (const [kind, device] of [['video', 'camera'], ['audio', 'microphone']]) {
            const error = errors[localStorage.getItem(device)];
            if (wanted[kind] && error) throw new DOMException('', error);
          }
          return real(wanted);
        };
        """;

    private static readonly DeviceCode[] Each = [DeviceCode.Ok, DeviceCode.Denied, DeviceCode.Missing, DeviceCode.Taken];

    [Fact]
    public async Task Each_of_sixteen_pairs_of_devices_gets_its_own_advice_within_a_minute()
    {
        await using var context = await chromium.NewPersonAsync(clinic.Address, width: 360);
        await context.AddInitScriptAsync(Devices);
        var page = await context.NewPageAsync();
        List<string> faults = [];
        page.Console += (_, message) => faults.AddRange(message.Type == "error" ? [message.Text] : []);
        await PagesLookedAt.SignInAsync(page, clinic.Ana);
        await page.GotoAsync("/DeviceCheck");
        var (pairs, slowest) = (0, TimeSpan.Zero);
        foreach (var camera in Each)
        {
            foreach (var microphone in Each)
            {
                await page.EvaluateAsync("([camera, microphone]) => { localStorage.camera = camera; localStorage.microphone = microphone; }", new[] { camera.ToString(), microphone.ToString() });
                await page.ReloadAsync();
                var began = Stopwatch.GetTimestamp();
                await CheckAsync(page);
                var took = Stopwatch.GetElapsedTime(began);
                slowest = took > slowest ? took : slowest;
                Assert.Equal((Advice(camera), Advice(microphone)), (await HelpAsync(page, "Camera"), await HelpAsync(page, "Microphone")));
                Assert.Equal(camera == DeviceCode.Ok, await page.Locator("video").IsVisibleAsync());
                if (pairs is 0 or 5)
                {
                    await page.TakeAsync($"device-check-{camera}-{microphone}");
                    faults.AddRange(await PagesLookedAt.FaultsOfAsync(page, $"{camera} {microphone}"));
                }

                await page.Locator("#device-play").ClickAsync();
                await page.Locator("#device-heard button").First.ClickAsync();
                await page.Locator("#device-last").WaitForAsync();
                var kept = await clinic.InAsync<ClinicDb, DeviceCheck>(db => db.DeviceChecks.AsNoTracking().SingleAsync());
                Assert.Equal((DeviceCode.Ok, camera, microphone, DeviceCode.Ok), (kept.Findings.Browser, kept.Findings.Camera, kept.Findings.Microphone, kept.Findings.Speaker));
                Assert.True(kept.Findings.Connection is DeviceCode.Ok or DeviceCode.Slow, $"{kept.Findings.Connection}");
                pairs++;
            }
        }

        Assert.Empty(faults);
        Scoreboard.Record("U02", "test.sh", "Device check under 60 s; the right advice for this browser when camera or microphone is denied, missing or taken",
            $"{pairs} pairs of fake devices in Chromium: advice right in {pairs}/{pairs}, the slowest check {slowest.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_browser_that_cannot_hear_is_told_so_and_the_check_comes_to_its_end()
    {
        await using var context = await chromium.NewPersonAsync(clinic.Address, width: 360);
        await context.AddInitScriptAsync("delete window.AudioContext;");
        var page = await context.NewPageAsync();
        await PagesLookedAt.SignInAsync(page, clinic.Carla);
        await page.GotoAsync("/DeviceCheck");

        await CheckAsync(page);

        Assert.Equal("Unsupported", await page.Locator("[data-part=Microphone]").GetAttributeAsync("data-found"));
        await page.Locator("#device-play").ClickAsync();
        await page.Locator("#device-heard button").Last.ClickAsync();
        await page.Locator("#device-last").WaitForAsync();
    }

    private static string Advice(DeviceCode code) => code == DeviceCode.Ok ? "" : code.ToString();

    private static async Task CheckAsync(IPage page)
    {
        await page.Locator("#device-go").ClickAsync();
        await page.Locator("#device-play:not([disabled])").WaitForAsync();
    }

    private static async Task<string> HelpAsync(IPage page, string part)
        => string.Join(' ', await page.Locator($"[data-part={part}] .device-help:visible").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.help)"));
}
