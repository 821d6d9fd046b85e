using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

// How a page is looked at; which pages stands beside it.
public abstract partial class PagesLookedAt
{
    // Boxes that are two of one thing to the eye: the next begins where the one ends.
    private const string Touching = """
        (() => {
          const boxes = '.panel, .help-box, .appointment-card, .notice, .empty, .filter-bar';
          const gap = box => box.nextElementSibling.getBoundingClientRect().top - box.getBoundingClientRect().bottom;
          return [...document.querySelectorAll(boxes)].filter(box => box.checkVisibility() && box.nextElementSibling?.matches(boxes) && box.nextElementSibling.checkVisibility() && gap(box) > -2 && gap(box) < 8)
            .map(box => `${box.className} touches ${box.nextElementSibling.className}`);
        })()
        """;

    // A link in a sentence may be as high as its line; one that is all of its paragraph is a button to whoever has only a finger.
    private const string HardToHit = """
        (() => {
          const alone = link => link.checkVisibility() && link.closest('p').innerText.trim() === link.innerText.trim() && link.getBoundingClientRect().height < 40;
          const lines = new Set([...document.querySelectorAll('.site-nav > ul > li')].map(item => item.getBoundingClientRect().top));
          const thin = link => link.checkVisibility() && link.getBoundingClientRect().height < 24;
          return [...document.querySelectorAll('main td a')].filter(thin).map(link => `“${link.innerText}” is hard to hit`).concat([...document.querySelectorAll('main p a')].filter(alone).map(link => `“${link.innerText}” is hard to hit`), lines.size > 1 ? ['the menu has two lines'] : []);
        })()
        """;

    private async Task LookAsync(ClinicUser? person, (string Name, string Address)[] pages, Appointment? enters = null)
    {
        await using var context = await chromium.NewPersonAsync(clinic.Address, culture);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of 404") && !message.Text.Contains("status of 410") && !message.Text.Contains("status of 400"))
                faults.Add($"{page.Url}: {message.Text}");
        };
        if (person is not null)
            await SignInAsync(page, person);

        if (enters is not null)
        {
            await page.GotoAsync(Join(enters));
            await page.Locator(".btn-enter").ClickAsync();
            await page.ArriveAsync("/Room");
        }

        foreach (var (name, address) in pages)
        {
            await page.GotoAsync(address);
            faults.AddRange(await FaultsAsync(page, name));
        }

        if (await page.Locator(".site-more > summary").CountAsync() > 0)
        {
            await page.Locator(".site-more > summary").ClickAsync();
            faults.AddRange(await FaultsAsync(page, $"menu-{person?.FullName.Split(' ')[0]}"));
        }
    }

    private Task<List<string>> FaultsAsync(IPage page, string name)
    {
        looks += LooksAPage;
        return FaultsOfAsync(page, name, culture, phone);
    }

    /// <summary>On a desk and on a phone, light and dark. The server sends the same page for all four: it need not be asked again.</summary>
    internal static async Task<List<string>> FaultsOfAsync(IPage page, string name, string culture, int phone)
    {
        List<string> faults = [];
        foreach (var width in new[] { 1280, phone })
        {
            await page.SetViewportSizeAsync(width, 800);
            foreach (var scheme in Schemes)
            {
                // Without motion: a colour that is half on its way to another is no colour of ours.
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                var picture = $"{name}-{culture[..2]}-{scheme}-{width}";
                await page.TakeAsync(picture);
                faults.AddRange(await FaultsOfAsync(page, picture));
            }
        }

        return faults;
    }

    internal static async Task SignInAsync(IPage page, ClinicUser person)
    {
        await page.GotoAsync("/Identity/Account/Login");
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.Locator("#Input_Password").FillAsync(TestClinic.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".site-user").WaitForAsync();
    }

    internal static async Task<IEnumerable<string>> FaultsOfAsync(IPage page, string name)
    {
        var tooWide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return (await Axe.FaultsOfAsync(page)).Select(fault => $"{name}: {fault}")
            .Concat(tooWide > 0 ? [$"{name}: {tooWide} px too wide"] : [])
            .Concat((await page.EvaluateAsync<string[]>(Touching)).Concat(await page.EvaluateAsync<string[]>(HardToHit)).Select(fault => $"{name}: {fault}"));
    }
}
