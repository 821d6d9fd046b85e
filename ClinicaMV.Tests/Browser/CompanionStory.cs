using System.Collections.Concurrent;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>Patient, specialist and companion, three browsers with cameras, one demo room.</summary>
[Trait("Needs", "Chromium")]
public sealed class CompanionStory(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{

    private readonly ConcurrentBag<string> said = [];

    [Fact]
    public async Task Marta_waits_is_let_in_from_the_room_sees_both_and_is_out_as_soon_as_she_is_taken_out()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var link = await new CompanionDay(clinic).InviteAsync(appointment);
        var (ana, bruno) = (await chromium.SignedInAsync(clinic, clinic.Ana), await chromium.SignedInAsync(clinic, clinic.Bruno));
        await using var martas = await chromium.NewPersonAsync(clinic.Address, width: 360, height: 740);
        var marta = await martas.NewPageAsync();
        foreach (var page in new[] { ana, bruno, marta })
            page.Console += (_, message) => said.Add(message.Text);
        await EnterAsync(bruno, appointment);
        await EnterAsync(ana, appointment);

        await marta.GotoAsync(new Uri(link).PathAndQuery);
        await PictureAsync(marta, "companion-link");
        await marta.Locator(".btn-enter").ClickAsync();
        await marta.GetByText("sabe que está aquí").WaitForAsync();
        await PictureAsync(marta, "companion-waits");
        var admit = bruno.GetByRole(AriaRole.Button, new() { NameRegex = new("^Dejar pasar ?: Marta Ruiz") });
        await admit.WaitForAsync();
        await PictureAsync(bruno, "companion-at-the-door");
        // What the server had no time for can be pressed again.
        await bruno.RouteAsync(new System.Text.RegularExpressions.Regex(@"/Companions\?handler=Take$"), route => route.FulfillAsync(new() { Status = 429 }), new() { Times = 1 });
        await admit.ClickAsync();
        await bruno.GetByText("No se ha podido hacer").WaitForAsync();
        await admit.ClickAsync();
        await bruno.Locator("#companions-refused").WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        // Each sees two, and nobody has left the room for it.
        foreach (var page in new[] { marta, ana, bruno })
            await SeesAsync(page, 2);
        await PictureAsync(marta, "companion-in");
        await PictureAsync(bruno, "visit-of-three");
        await marta.ReloadAsync();
        await SeesAsync(marta, 2);

        if (await bruno.Locator("#companions:not([open])").CountAsync() > 0)
            await bruno.Locator("#companions summary").ClickAsync();
        await bruno.GetByRole(AriaRole.Button, new() { NameRegex = new("^Retirar ?: Marta Ruiz") }).ClickAsync();
        await marta.ArriveAsync("/Ended");
        await PictureAsync(marta, "companion-out");
        await SeesAsync(ana, 1);
        await SeesAsync(bruno, 1);

        var record = await clinic.RecordOfAsync(appointment);
        Assert.Contains(record, e => e is { Kind: AuditKind.PageReportedJoined, ActorRole: "Companion" });
        Assert.Contains(record, e => e.Kind == AuditKind.CompanionRemoved);
        Assert.DoesNotContain(said, text => text.Contains("Content Security Policy"));
        await ana.Context.CloseAsync();
        await bruno.Context.CloseAsync();
    }

    private static async Task EnterAsync(IPage page, Appointment appointment)
    {
        await page.GotoAsync($"/Visits/{appointment.PublicId}/Join");
        await page.Locator(".btn-enter").ClickAsync();
        await page.ArriveAsync("/Room");
    }

    /// <summary>So many pictures of others advance.</summary>
    private static async Task SeesAsync(IPage page, int others)
    {
        const string playing = "n => { const all = [...document.querySelectorAll('#remotes video')]; return all.length === n && all.every(v => v.videoWidth > 0 && v.getVideoPlaybackQuality().totalVideoFrames > 5); }";
        for (var left = Chromium.Patience; left > 0; left -= 250)
        {
            var frame = page.Frames.FirstOrDefault(f => f.Url.Contains("/DemoJitsi/"));
            if (frame is not null && await AsksAsync(frame))
                return;
            await Task.Delay(250);
        }

        throw new TimeoutException($"{page.Url} does not see {others} others.");

        async Task<bool> AsksAsync(IFrame frame)
        {
            try
            {
                return await frame.EvaluateAsync<bool>(playing, others);
            }
            catch (PlaywrightException)
            {
                // Between two rooms.
                return false;
            }
        }
    }

    private static Task PictureAsync(IPage page, string name) => page.TakeAsync(name, whole: false);
}
