using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>What somebody sees who is told to wait, and the dashboard of the jobs under its policy, in a real browser.</summary>
[Trait("Needs", "Chromium")]
public sealed class LimitsLookedAt(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    private const string TooManyPosts = "async () => { for (let i = 0; i < 300; i++) { if ((await fetch('/Identity/Account/ForgotPassword', { method: 'POST' })).status === 429) return; } }";

    private static readonly (string Culture, ColorScheme Scheme, int Width, string Email)[] Looks =
        [("es-ES", ColorScheme.Light, 1280, "carla@example.test"), ("en-GB", ColorScheme.Dark, 360, "elena@example.test")];

    // Everybody here comes from one place: who has used up what it may post comes last.
    [Fact]
    public async Task Who_has_to_wait_reads_so_on_a_page_that_fits()
    {
        foreach (var look in Looks)
            await LookAsync(look, "wait", GuessAsync);
        foreach (var look in Looks)
            await LookAsync(look, "too-many", AskForTooMuchAsync);
    }

    private static async Task GuessAsync(IPage page, string email)
    {
        for (var i = 0; i < 7; i++)
        {
            await page.GotoAsync("/Identity/Account/Login");
            await page.Locator("#Input_Email").FillAsync(email);
            await page.Locator("#Input_Password").FillAsync("no es esta frase");
            await page.Keyboard.PressAsync("Enter");
            await page.Locator(".error-summary").WaitForAsync();
        }
    }

    private static async Task AskForTooMuchAsync(IPage page, string email)
    {
        await page.GotoAsync("/Identity/Account/ForgotPassword");
        await page.EvaluateAsync(TooManyPosts);
        await page.Locator("#Input_Email").FillAsync(email);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("section.message").WaitForAsync();
    }

    private async Task LookAsync((string Culture, ColorScheme Scheme, int Width, string Email) look, string name, Func<IPage, string, Task> come)
    {
        await using var context = await chromium.NewPersonAsync(clinic.Address, look.Culture, look.Scheme, look.Width);
        var page = await context.NewPageAsync();
        await come(page, look.Email);
        name = $"{name}-{look.Culture[..2]}-{look.Scheme}-{look.Width}";
        await page.TakeAsync(name);
        Assert.Empty(await PagesLookedAt.FaultsOfAsync(page, name));
    }

    [Fact]
    public async Task The_dashboard_of_the_jobs_works_under_its_policy_which_allows_no_script_inline()
    {
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        var page = await context.NewPageAsync();
        List<string> stopped = [];
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy") || message.Text.Contains("Permissions-Policy"))
                stopped.Add(message.Text);
        };
        await PagesLookedAt.SignInAsync(page, clinic.Delia);

        foreach (var part in new[] { "", "/recurring", "/jobs/enqueued", "/servers", "/retries" })
        {
            await page.GotoAsync($"/Admin/Jobs{part}");
            await page.Locator("#wrap").WaitForAsync();
            await page.TakeAsync($"jobs{part.Replace('/', '-')}");
        }

        Assert.Empty(stopped);
    }
}
