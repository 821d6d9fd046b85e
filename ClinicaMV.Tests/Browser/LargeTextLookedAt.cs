using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>The tables and the plots of administrators on a phone: with text twice as large nothing sticks out, and the letters of a plot can be read.</summary>
[Trait("Needs", "Chromium")]
public sealed class LargeTextLookedAt(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    private const string TooWide = """
        (() => {
          const screen = document.documentElement.clientWidth;
          return document.documentElement.scrollWidth <= screen ? [] : [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > screen + 1)
            .map(e => `${document.documentElement.scrollWidth} px: ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`).slice(0, 8);
        })()
        """;

    [Theory]
    [InlineData("es-ES")]
    [InlineData("en-GB")]
    public async Task With_text_twice_as_large_no_table_is_wider_than_the_screen(string culture)
    {
        var now = clinic.NewDay();
        await clinic.BookAsync(now.AddDays(2));
        await clinic.DeliverAsync();
        await clinic.CancelAsync(await clinic.BookAsync(now.AddDays(3)));
        await using var context = await chromium.NewPersonAsync(clinic.Address, culture, width: 320);
        var page = await context.NewPageAsync();
        await PagesLookedAt.SignInAsync(page, clinic.Delia);

        List<string> faults = [];
        foreach (var name in new[] { "Mail", "Status", "Audit", "Statistics", "Audit/Plots", "MailDelays", "Users", "Unreached" })
        {
            await page.GotoAsync($"/Admin/{name}");
            await page.EvaluateAsync("document.documentElement.style.fontSize = '200%'");
            await page.TakeAsync($"large-{name.Replace('/', '-')}-{culture[..2]}");
            faults.AddRange((await page.EvaluateAsync<string[]>(TooWide)).Select(fault => $"{name}, {fault}"));
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_plot_on_a_phone_keeps_its_letters_and_moves_sideways_by_key(ColorScheme scheme)
    {
        await clinic.BookAsync(clinic.NewDay().AddDays(2));
        await clinic.DeliverAsync();
        await using var context = await chromium.NewPersonAsync(clinic.Address, colorScheme: scheme, width: 360);
        var page = await context.NewPageAsync();
        await PagesLookedAt.SignInAsync(page, clinic.Delia);

        await page.GotoAsync("/Admin/Statistics");
        await page.TakeAsync($"plots-{scheme}");
        Assert.Empty(await PagesLookedAt.FaultsOfAsync(page, "plots"));
        var box = page.Locator(".plot-box").First;
        Assert.InRange(await box.Locator("text").First.EvaluateAsync<double>("t => t.getScreenCTM().a * parseFloat(getComputedStyle(t).fontSize)"), 12, 20);
        await box.FocusAsync();
        var moved = box.EvaluateAsync<bool>("b => new Promise(moved => b.addEventListener('scroll', () => moved(b.scrollLeft > 0), { once: true }))");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.True(await moved);
    }
}
