using System.Text.RegularExpressions;
using ClinicaMV.Accounts;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>Five minutes before the hour, on a phone, password forgotten: from the mail to the end of the visit, every press counted.</summary>
[Trait("Needs", "Chromium")]
public sealed class JourneyStory(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    private const int MostPresses = 8;

    private int presses;
    private int filmed;

    [Fact]
    public async Task A_patient_who_forgot_the_password_is_in_the_visit_and_out_again_with_at_most_eight_presses()
    {
        var patient = await clinic.AddAsync(Roles.Patient, "Olvido Ramos");
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5), patient: patient);
        await using var context = await chromium.NewPersonAsync(clinic.Address, width: 360, height: 740);
        var page = await context.NewPageAsync();

        // The reminder's link to the check, and the door behind it.
        await FollowMailAsync(page, patient, "/DeviceCheck");
        await page.Locator("#Input_Email").FillAsync(patient.Email!);
        await FilmAsync(page, "sign-in");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "código" }));
        await page.Locator("#Input_Code").FillAsync(await CodeInMailAsync(patient));
        await FilmAsync(page, "code");
        await PressAsync(page.Locator(".sign-in button[type=submit]").First);
        await PressAsync(page.Locator("#device-go"));
        await PressAsync(page.Locator("#device-play"));
        await PressAsync(page.Locator("#device-heard button").First);
        await FilmAsync(page, "check");
        await PressAsync(page.Locator(".btn-enter"));
        await page.GetByText("Está en la sala de espera").WaitForAsync();
        await FilmAsync(page, "waiting");

        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var room = await (await bruno.OpenAsync("/Today")).SubmitAsync($"Hacer pasar: {patient.FullName}");
        await page.Locator("#visit-room iframe").WaitForAsync();
        await FilmAsync(page, "visit");
        await room.SubmitAsync("Sí, terminar la consulta");
        await page.ArriveAsync($"/Visits/{appointment.PublicId}/Ended");
        await FilmAsync(page, "ended");

        Assert.InRange(presses, 1, MostPresses);
        Scoreboard.Record("journey", "360 px, password forgotten", $"mail → sign-in → check → waiting → visit → ended with at most {MostPresses} presses", $"{presses} presses");
    }

    // The film strip of the README: what it shows is copied from artifacts/pictures to docs/images.
    private Task FilmAsync(IPage page, string what) => page.TakeAsync($"journey-{++filmed}-{what}", whole: false);

    private async Task FollowMailAsync(IPage page, ClinicUser person, string where)
    {
        presses++;
        var link = (await clinic.MailToAsync(person)).Links().Single(l => l.EndsWith(where, StringComparison.Ordinal));
        await page.GotoAsync(new Uri(link).PathAndQuery);
    }

    // Looking for it in the mail is a press too.
    private async Task<string> CodeInMailAsync(ClinicUser person)
    {
        presses++;
        // By what is in it: the clock stands still, and all mails are of the same second.
        return (await clinic.DeliverAsync()).Where(m => m.To.Mailboxes.Single().Address == person.Email)
            .Select(m => Regex.Match(m.TextBody!, "^Código: ([0-9]{6})\r?$", RegexOptions.Multiline)).Single(m => m.Success).Groups[1].Value;
    }

    private Task PressAsync(ILocator what)
    {
        presses++;
        return what.ClickAsync();
    }
}
