using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>What somebody sees who is told to wait, and the dashboard of the jobs under its policy, in a real browser.</summary>
[Trait("Needs", "Chromium")]
public sealed class LimitsLookedAt(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    private const string TooManyPosts = "async () => { for (let i = 0; i < 300; i++) { if ((await fetch('/Identity/Account/ForgotPassword', { method: 'POST' })).status === 429) return; } }";

    [Theory]
    [InlineData("es-ES", ColorScheme.Light, 1280, "carla@example.test")]
    [InlineData("en-GB", ColorScheme.Dark, 360, "elena@example.test")]
    public async Task Who_has_to_wait_reads_so_on_a_page_that_fits(string culture, ColorScheme scheme, int width, string email)
    {
        await using var context = await chromium.NewPersonAsync(clinic.Address, culture, scheme, width);
        var page = await context.NewPageAsync();
        for (var i = 0; i < 7; i++)
        {
            await page.GotoAsync("/Identity/Account/Login");
            await page.Locator("#Input_Email").FillAsync(email);
            await page.Locator("#Input_Password").FillAsync("no es esta frase");
            await page.Keyboard.PressAsync("Enter");
            await page.Locator(".error-summary").WaitForAsync();
        }

        await LookAsync(page, $"wait-{culture[..2]}-{scheme}-{width}");
        await page.GotoAsync("/Identity/Account/ForgotPassword");
        await page.EvaluateAsync(TooManyPosts);
        await page.Locator("#Input_Email").FillAsync(email);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("section.message").WaitForAsync();
        await LookAsync(page, $"too-many-{culture[..2]}-{scheme}-{width}");
    }

    [Fact]
    public async Task The_dashboard_of_the_jobs_works_under_its_policy_which_allows_no_script_inline()
    {
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        var page = await context.NewPageAsync();
        List<string> stopped = [];
        page.Console += (_, message) =>
        {
            // A feature that this browser does not know needs no forbidding in it.
            if (message.Text.Contains("Content Security Policy") || (message.Text.Contains("Permissions-Policy") && !message.Text.Contains("Unrecognized feature")))
                stopped.Add(message.Text);
        };
        await PagesLookedAt.SignInAsync(page, clinic.Delia);

        foreach (var part in new[] { "", "/recurring", "/jobs/enqueued", "/servers", "/retries" })
        {
            await page.GotoAsync($"/Admin/Jobs{part}");
            await page.Locator("#wrap").WaitForAsync();
            await page.ScreenshotAsync(new() { Path = Pictures.PathOf($"jobs{part.Replace('/', '-')}"), FullPage = true });
        }

        Assert.Empty(stopped);
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new() { Path = Pictures.PathOf(name), FullPage = true });
        Assert.Empty(await PagesLookedAt.FaultsOfAsync(page, name));
    }
}
