using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>A clinic with its own colour: everything can still be read, light and dark, and it is the colour that was chosen.</summary>
[Trait("Needs", "Chromium")]
public sealed class ColoursLookedAt(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData("#7a1f5c", ColorScheme.Light, 360)]
    [InlineData("#7a1f5c", ColorScheme.Dark, 1280)]
    [InlineData("#8a5a00", ColorScheme.Light, 1280)]
    [InlineData("#8a5a00", ColorScheme.Dark, 360)]
    [InlineData("#0000ff", ColorScheme.Light, 1280)]
    [InlineData("#000000", ColorScheme.Dark, 1280)]
    public async Task Every_tone_made_from_the_colour_can_be_read(string colour, ColorScheme scheme, int width)
    {
        await SetAsync(colour);
        await using var context = await chromium.NewPersonAsync(clinic.Address, "es-ES", scheme, width);
        var page = await context.NewPageAsync();
        List<string> faults = [];
        page.Console += (_, message) => faults.AddRange(message.Type == "error" ? [$"{page.Url}: {message.Text}"] : []);
        await page.GotoAsync("/");
        Assert.Equal(colour, await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).getPropertyValue('--clinic-colour').trim()"));
        faults.AddRange(await LookAsync(page, "home", null, colour, scheme, width));
        await PagesLookedAt.SignInAsync(page, clinic.Delia);

        foreach (var (name, address) in new[] { ("settings", "/Admin/Settings"), ("clashes", $"/Hours/{clinic.Bruno.Id}"), ("closed", $"/Admin/ClosedDays?closed={Tomorrow:O}"), ("take-opening", $"/Hours/{clinic.Elena.Id}") })
            faults.AddRange(await LookAsync(page, name, address, colour, scheme, width));

        await page.GotoAsync("/Admin/Settings");
        await SetAsync("#123456");
        await page.Locator("#Input_Price").FillAsync("60 €");
        await page.Locator("form.settings button[type=submit]").ClickAsync();
        await page.Locator(".notice-warning").WaitForAsync();
        faults.AddRange(await LookAsync(page, "overtaken", null, colour, scheme, width));

        // The browser tells the console of every answer that is no success; this one is meant.
        faults.RemoveAll(f => f.Contains("status of 400"));
        Assert.Empty(faults);
    }

    private DateOnly Tomorrow => DateOnly.FromDateTime(clinic.Now).AddDays(1);

    private static async Task<IEnumerable<string>> LookAsync(IPage page, string name, string? address, string colour, ColorScheme scheme, int width)
    {
        if (address is not null)
            await page.GotoAsync(address);
        await page.TakeAsync($"colour-{name}-{colour[1..]}-{scheme}-{width}");
        return await PagesLookedAt.FaultsOfAsync(page, name);
    }

    private async Task SetAsync(string colour)
    {
        if (!await clinic.InAsync<ClinicDb, bool>(db => db.ClosedDays.AnyAsync()))
        {
            await clinic.BookAsync(clinic.NewDay().AddDays(1));
            await clinic.InAsync<HoursKeeper>(keeper => keeper.CloseAsync(Tomorrow, Actor.System, default));
        }

        await clinic.InAsync<SettingsKeeper>(async keeper =>
        {
            Dictionary<string, string?> values = new() { ["Clinic:ThemeColour"] = colour, ["Clinic:OpeningHours:Monday"] = "9:00-14:00", ["Clinic:OpeningHours:Tuesday"] = "9:00-14:00, 16:00-20:00" };
            var answer = await keeper.SaveAsync(values, (await keeper.ReadAsync(default)).Version, Actor.System, default);
            Assert.Empty(answer.Faults);
        });
    }
}
