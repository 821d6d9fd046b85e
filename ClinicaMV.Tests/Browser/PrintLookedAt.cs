using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>The agenda and the confirmation on paper: what they say is on it, what can only be pressed is not.</summary>
[Trait("Needs", "Chromium")]
public sealed class PrintLookedAt(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Agenda_and_confirmation_are_printed_on_one_page_without_menu_or_buttons()
    {
        var now = clinic.NewDay();
        var appointment = await clinic.BookAsync(now.AddMinutes(30));
        await clinic.BookAsync(now.AddHours(3), patient: clinic.Carla);
        await clinic.BookAsync(now.AddHours(5), patient: clinic.Carla);

        var ana = await chromium.SignedInAsync(clinic, clinic.Ana);
        await PrintAsync(ana, "confirmation", $"/Appointments/{appointment.PublicId}", [".facts", ".brand"]);
        await PrintAsync(ana, "my-appointments", "/Appointments", [".appointment-card"]);
        var bruno = await chromium.SignedInAsync(clinic, clinic.Bruno);
        await PrintAsync(bruno, "agenda", "/Today", ["h1", ".date-line", ".appointment-card >> nth=2"]);
        await PrintAsync(bruno, "agenda-week", "/Today/Week", [".week-list"]);
        await ana.Context.CloseAsync();
        await bruno.Context.CloseAsync();
    }

    private static async Task PrintAsync(IPage page, string name, string address, string[] said)
    {
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.GotoAsync(address);
        await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        await page.TakeAsync($"print-{name}");
        foreach (var what in said)
            Assert.True(await page.Locator(what).First.IsVisibleAsync(), $"{what} is not on the paper of {name}");
        foreach (var what in new[] { ".site-nav", ".btn", "form button", ".skip-link" })
            Assert.Equal(0, await page.Locator($"{what} >> visible=true").CountAsync());
        // Whoever reads in the dark prints on white paper all the same.
        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal("rgb(0, 0, 0)", await page.EvaluateAsync<string>("getComputedStyle(document.body).color"));
        var paper = await page.PdfAsync(new() { Format = "A4" });
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(System.Text.Encoding.Latin1.GetString(paper), @"/Type\s*/Page\b"));
    }
}
