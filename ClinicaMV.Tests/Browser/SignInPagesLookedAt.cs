using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>The pages of the sign-in that are reached by steps only, looked at as all others are.</summary>
[Trait("Needs", "Chromium")]
public sealed class SignInPagesLookedAt(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData("es-ES", 360)]
    [InlineData("en-GB", 320)]
    public async Task Every_step_of_the_sign_in_is_accessible_and_fits(string culture, int phone)
    {
        clinic.NewDay();
        var person = await clinic.AddAsync(Roles.Patient);
        var invited = new NewPerson("Inés Cuesta", $"ines-{phone}@example.test", Roles.Patient, culture[..2]);
        await clinic.InAsync<Invitations>(invitations => invitations.InviteAsync(invited, Actor.System, default));
        await Authenticator.SetUpAsync(await clinic.SignedInAsync(person), clinic.Now);
        await using var context = await chromium.NewPersonAsync(clinic.Address, culture);
        var page = await context.NewPageAsync();
        List<string> faults = [];

        await page.GotoAsync(await LinkToAsync(invited.Email));
        await LookAsync("accept-invitation", "#Input_Password");
        await page.GotoAsync("/Identity/Account/Login");
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.Locator("button[formaction*='handler=Code']").ClickAsync();
        await LookAsync("code", "#Input_Code");
        await page.Locator("#Input_Code").FillAsync("000000");
        await page.Keyboard.PressAsync("Enter");
        await LookAsync("code-wrong", ".error-summary");
        await page.GotoAsync("/Identity/Account/ForgotPassword");
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.Keyboard.PressAsync("Enter");
        await LookAsync("forgot-sent", "section.message");
        await page.GotoAsync(await LinkToAsync(person.Email!));
        await LookAsync("reset-password", "#Input_Password");
        await page.GotoAsync("/Identity/Account/Login");
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.Locator("#Input_Password").FillAsync(TestClinic.Password);
        await page.Keyboard.PressAsync("Enter");
        await LookAsync("second-step-asked", "#Input_Code");

        Assert.Empty(faults);

        async Task LookAsync(string name, string arrived)
        {
            await page.Locator(arrived).WaitForAsync();
            faults.AddRange(await PagesLookedAt.FaultsOfAsync(page, name, culture, phone));
        }
    }

    private async Task<string> LinkToAsync(string address)
        => new Uri((await clinic.DeliverAsync()).Last(m => m.To.Mailboxes.Single().Address == address && m.HtmlBody!.Contains("href")).Link()).PathAndQuery;
}
