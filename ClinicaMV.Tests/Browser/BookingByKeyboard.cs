using System.Diagnostics;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>From the sign-in to a booked appointment with Tab and Enter alone, on a phone's width, with and without scripts.</summary>
[Trait("Needs", "Chromium")]
public sealed class BookingByKeyboard(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    private const int MostTabs = 60;

    private int keys;
    private int pages;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ana_signs_in_and_books_without_touching_a_mouse(bool scripts)
    {
        clinic.NewDay();
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 9:00-14:00")]);
        await using var context = await chromium.NewPersonAsync(clinic.Address, width: 360, height: 740, scripts: scripts);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/Identity/Account/Login");
        var from = Stopwatch.GetTimestamp();

        await TabToAsync(page, "#Input_Email");
        await page.Keyboard.TypeAsync(clinic.Ana.Email!);
        await TabToAsync(page, "#Input_Password");
        await page.Keyboard.TypeAsync(TestClinic.Password);
        await EnterAsync(page, "/Appointments");
        foreach (var (link, leadsTo) in new[]
        {
            ("a[href$='/Appointments/Choose']", "/Appointments/Choose"), ("a[href*='specialist=']", "/Choose/Day"), (".choices a[href*='day=']", "/Choose/Hour"),
            (".choices a[href*='at=']", "/Choose/How"), ("a[href*='how=Video']", "/Choose/Check"), ("main form button", "/Appointments/[^/]+"),
        })
        {
            await TabToAsync(page, link);
            await EnterAsync(page, leadsTo);
        }

        var took = Stopwatch.GetElapsedTime(from);
        await page.GetByText("Su cita está confirmada").WaitForAsync();
        var booked = await clinic.InAsync<ClinicDb, Appointment>(db => db.Appointments.SingleAsync());
        Assert.Equal((clinic.Ana.Id, clinic.Bruno.Id, Modality.Video), (booked.PatientId, booked.SpecialistId, booked.Modality));
        Scoreboard.Record("booking", $"keyboard alone, {(scripts ? "with" : "without")} scripts", "a patient signs in and books in under 30 seconds",
            FormattableString.Invariant($"{pages} pages, {keys} presses of Tab and Enter besides address and password, {took.TotalSeconds:0.0} s at the speed of a machine"));
    }

    private async Task TabToAsync(IPage page, string target)
    {
        for (var i = 0; i < MostTabs; i++)
        {
            if (await page.Locator($":focus:is({target})").CountAsync() > 0)
                return;
            await page.Keyboard.PressAsync("Tab");
            keys++;
        }

        Assert.Fail($"{target} is not reached by keyboard on {page.Url}.");
    }

    private async Task EnterAsync(IPage page, string leadsTo)
    {
        await page.Keyboard.PressAsync("Enter");
        keys++;
        pages++;
        await page.ArriveAsync(leadsTo);
    }
}
