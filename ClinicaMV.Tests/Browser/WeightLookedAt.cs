using System.Globalization;
using System.Text.Json;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>What the door of the published program weighs on a slow phone that has never been here.</summary>
[Trait("Needs", "Chromium"), Collection(PublishedBuild.Collection)]
public sealed class WeightLookedAt(PublishedBuild published, Chromium chromium) : IClassFixture<Chromium>
{
    private const int MostBytes = 60_000;
    private const int MostRequests = 10;

    // Chromium's "slow 4G" as Lighthouse has it: 150 ms and 1.6 Mbit/s down, 750 kbit/s up.
    private static readonly Dictionary<string, object> Slow4G = new()
    {
        ["offline"] = false, ["latency"] = 150, ["downloadThroughput"] = 1_638_400 / 8, ["uploadThroughput"] = 768_000 / 8,
    };

    [Fact]
    public async Task The_join_page_is_light_and_nothing_in_it_jumps()
    {
        using var installation = Installation.Published(published.Folder);
        await using var run = installation.Start();
        await using var context = await chromium.NewPersonAsync((await run.ListeningAsync()).ToString(), width: 360, height: 740);
        var page = await context.NewPageAsync();
        var door = await FindDoorAsync(page);
        var (bytes, requests) = await WeighAsync(page, door);
        var paint = await page.EvaluateAsync<JsonElement>("""
            () => new Promise(resolve => {
              let [lcp, shift] = [0, 0];
              new PerformanceObserver(list => { lcp = list.getEntries().at(-1).startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
              new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.value; })).observe({ type: 'layout-shift', buffered: true });
              setTimeout(() => resolve({ lcp, shift }), 300);
            })
            """);

        Scoreboard.Record("join-weight", "cold cache, 360 px, slow 4G", "the Join page takes at most 60 KB and 10 requests, LCP under 1 s, no layout shift",
            string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.0} KB, {requests} requests, LCP {paint.GetProperty("lcp").GetDouble() / 1000:0.00} s, shift {paint.GetProperty("shift").GetDouble():0.000}"));
        Assert.True(await page.Locator(".btn-enter").IsVisibleAsync());
        Assert.InRange(bytes, 1, MostBytes);
        Assert.InRange(requests, 1, MostRequests);
        Assert.Equal(0, paint.GetProperty("shift").GetDouble());
    }

    // Of the demo clinic, where a visit of Ana is open.
    private static async Task<string> FindDoorAsync(IPage page)
    {
        await page.GotoAsync("/Identity/Account/Login");
        await page.Locator("#Input_Email").FillAsync("ana@demo.test");
        await page.Locator("#Input_Password").FillAsync(DemoClinic.Password);
        await page.Keyboard.PressAsync("Enter");
        return (await page.Locator("main a.btn-primary[href$='/Join']").First.GetAttributeAsync("href"))!;
    }

    private static async Task<(double Bytes, int Requests)> WeighAsync(IPage page, string address)
    {
        var (bytes, requests) = (0.0, 0);
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        await network.SendAsync("Network.emulateNetworkConditions", Slow4G);
        network.Event("Network.requestWillBeSent").OnEvent += (_, _) => requests++;
        network.Event("Network.loadingFinished").OnEvent += (_, done) => bytes += done!.Value.GetProperty("encodedDataLength").GetDouble();
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        return (bytes, requests);
    }
}
