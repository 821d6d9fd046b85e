using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>U05: six journeys with nothing but a keyboard. Whatever has the focus shows it.</summary>
[Trait("Needs", "Chromium")]
public sealed class KeyboardStories(ServedClinic clinic, Chromium chromium) : IClassFixture<ServedClinic>, IClassFixture<Chromium>
{
    private const int MostTabs = 60;

    private int tabbed;

    [Fact]
    public async Task A_person_signs_in()
    {
        clinic.NewDay();
        await using var context = await chromium.NewPersonAsync(clinic.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await PressAsync(page, "Entrar");
        await page.ArriveAsync("/Login");
        await TabToAsync(page, "#Input_Email");
        await page.Keyboard.TypeAsync(clinic.Ana.Email!);
        await TabToAsync(page, "#Input_Password");
        await page.Keyboard.TypeAsync(TestClinic.Password);
        await page.Keyboard.PressAsync("Enter");

        await page.ArriveAsync("/Appointments");
        Walked("A person signs in");
    }

    [Fact]
    public async Task The_week_on_paper_says_whose_it_is()
    {
        var page = await chromium.SignedInAsync(clinic, clinic.Bruno);
        await page.GotoAsync("/Today/Week");
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.True(await page.Locator("main").GetByText("Bruno Herrera").IsVisibleAsync());
        Assert.False(await page.Locator(".site-user").First.IsVisibleAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_patient_skips_to_the_content_and_enters_the_waiting_room()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var page = await chromium.SignedInAsync(clinic, clinic.Ana);
        await page.GotoAsync("/Appointments");
        await PressAsync(page, "Ir al contenido");
        Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));
        await PressAsync(page, "Entrar en la videoconsulta");
        await page.ArriveAsync("/Join");
        await PressAsync(page, "Entrar");

        await page.ArriveAsync($"/Visits/{appointment.PublicId}/Room");
        await page.Context.CloseAsync();
        Walked("A patient skips to the content and enters the waiting room");
    }

    [Fact]
    public async Task A_specialist_admits_who_waits_looks_at_the_ladder_and_ends_the_visit()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var page = await chromium.SignedInAsync(clinic, clinic.Bruno);
        await page.GotoAsync("/Today");
        await PressAsync(page, "Hacer pasar");
        await page.ArriveAsync("/Room");
        await PressAsync(page, "¿Problemas?");
        await page.GetByText("Vuelva a cargar la sala").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#trouble:not([open])").WaitForAsync();
        // Asked once: no, and then yes.
        await PressAsync(page, "Terminar");
        await PressAsync(page, "No, seguir");
        await page.Locator("#ending:not([open])").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await PressAsync(page, "Sí, terminar");

        await page.ArriveAsync("/Ended");
        Assert.Equal(AppointmentStatus.Completed, (await clinic.ReadAsync(appointment)).Status);
        await page.Context.CloseAsync();
        Walked("A specialist admits who waits looks at the ladder and ends the visit");
    }

    [Fact]
    public async Task A_specialist_tells_who_waits_that_it_gets_later()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var page = await chromium.SignedInAsync(clinic, clinic.Bruno);
        await page.GotoAsync("/Today");
        await TabToAsync(page, "#late-minutes");
        await page.Keyboard.PressAsync("ArrowDown");
        await PressAsync(page, "Avisar a quienes esperan");
        await page.Locator(".notice-success").WaitForAsync();

        Assert.Equal(appointment.StartsAt.AddMinutes(15), (await clinic.ReadAsync(appointment)).Visit.SpecialistExpectedAt);
        await page.Context.CloseAsync();
        Walked("A specialist tells who waits that it gets later");
    }

    [Fact]
    public async Task A_patient_rates_picture_and_sound()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var room = await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        await room.SubmitAsync("Sí, terminar la consulta");
        var page = await chromium.SignedInAsync(clinic, clinic.Ana);
        await page.GotoAsync($"/Visits/{appointment.PublicId}/Ended");
        await PressAsync(page, "4 Bien");
        await page.GetByText("Gracias por decirlo").WaitForAsync();

        Assert.Equal(4, (await clinic.ReadAsync(appointment)).Visit.Rating);
        await page.Context.CloseAsync();
        Walked("A patient rates picture and sound");
    }

    [Fact]
    public async Task A_patient_chooses_an_hour()
    {
        clinic.NewDay();
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 9:00-14:00")]);
        await clinic.WorkAsync(clinic.Elena, []);
        var page = await chromium.SignedInAsync(clinic, clinic.Ana);
        await page.GotoAsync("/Appointments/Choose");
        foreach (var step in new[] { "Day", "Hour", "How", "Check" })
        {
            await TabToAsync(page, "main .choices a");
            await page.Keyboard.PressAsync("Enter");
            await page.ArriveAsync($"/Choose/{step}");
        }

        await TabToAsync(page, "main form button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".notice-success").WaitForAsync();
        await page.Context.CloseAsync();
        Walked("A patient chooses an hour");
    }

    private void Walked(string journey)
        => Scoreboard.Record("U05", $"keyboard: {char.ToLowerInvariant(journey[0])}{journey[1..]}", "a journey by keyboard alone, whatever has the focus shows it", $"{tabbed} tabs");

    /// <summary>Goes to what begins with those words, and presses Enter.</summary>
    private async Task PressAsync(IPage page, string words)
    {
        await TabAsync(page, words, $"e => e.textContent.replace(/\\s+/g, ' ').trim().startsWith({System.Text.Json.JsonSerializer.Serialize(words)})");
        await page.Keyboard.PressAsync("Enter");
    }

    private Task TabToAsync(IPage page, string selector) => TabAsync(page, selector, $"e => e.matches({System.Text.Json.JsonSerializer.Serialize(selector)})");

    private async Task TabAsync(IPage page, string what, string isIt)
    {
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            tabbed++;
            if (await page.EvaluateAsync<bool>($"({isIt})(document.activeElement)"))
            {
                Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
                return;
            }
        }

        Assert.Fail($"No “{what}” within {MostTabs} tabs on {page.Url}.");
    }
}
