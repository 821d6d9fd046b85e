using System.Collections.Concurrent;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>Ana and Bruno, two browsers with cameras, one demo room: the whole of it, as a newcomer tries it.</summary>
public abstract class DemoVisitStory(TestClinic clinic, Chromium chromium)
{

    private readonly ConcurrentBag<string> said = [];

    [Fact]
    public async Task Ana_and_Bruno_see_each_other_and_when_Bruno_ends_the_visit_it_is_over_for_both()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var anas = await chromium.NewPersonAsync(clinic.Address, width: 360, height: 740);
        await using var brunos = await chromium.NewPersonAsync(clinic.Address);
        var ana = await EnterAsync(anas, clinic.Ana, appointment);
        await ana.GetByText("Está en la sala de espera").WaitForAsync();

        var bruno = await SignInAsync(brunos, clinic.Bruno);
        await bruno.GetByRole(AriaRole.Button, new() { Name = "Hacer pasar" }).ClickAsync();

        // Ana's page goes in by itself.
        await SeesTheOtherAsync(ana);
        await SeesTheOtherAsync(bruno);
        await PictureAsync(ana, $"visit-patient-{GetType().Name}");
        await PictureAsync(bruno, $"visit-{GetType().Name}");
        var rooms = await Task.WhenAll(new[] { ana, bruno }.Select(p => p.Locator("#visit-room").GetAttributeAsync("data-room")));
        Assert.Equal(rooms[0], rooms[1]);

        await bruno.Locator("#ending summary").ClickAsync();
        await bruno.GetByRole(AriaRole.Button, new() { Name = "Sí, terminar" }).ClickAsync();
        await bruno.ArriveAsync("/Ended");
        await ana.ArriveAsync("/Ended");
        foreach (var page in new[] { ana, bruno })
            await page.GetByRole(AriaRole.Heading, new() { Name = "La videoconsulta ha terminado" }).WaitForAsync();

        Assert.Equal(AppointmentStatus.Completed, (await clinic.ReadAsync(appointment)).Status);
        await WaitForReportsAsync(appointment);
        Assert.DoesNotContain(said, text => text.Contains("Content Security Policy"));
    }

    [Fact]
    public async Task A_reload_brings_Ana_back_into_the_same_room()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var anas = await chromium.NewPersonAsync(clinic.Address);
        await using var brunos = await chromium.NewPersonAsync(clinic.Address);
        var bruno = await EnterAsync(brunos, clinic.Bruno, appointment);
        var ana = await EnterAsync(anas, clinic.Ana, appointment);
        await SeesTheOtherAsync(ana);

        await ana.ReloadAsync();

        await SeesTheOtherAsync(ana);
        await SeesTheOtherAsync(bruno);
    }

    [Fact]
    public async Task A_new_room_takes_both_along_from_the_page_of_the_appointment()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await using var anas = await chromium.NewPersonAsync(clinic.Address);
        await using var brunos = await chromium.NewPersonAsync(clinic.Address);
        var bruno = await EnterAsync(brunos, clinic.Bruno, appointment);
        var ana = await EnterAsync(anas, clinic.Ana, appointment);
        await SeesTheOtherAsync(ana);
        var old = await ana.Locator("#visit-room").GetAttributeAsync("data-room");

        var details = await brunos.NewPageAsync();
        await details.GotoAsync($"/Appointments/{appointment.PublicId}");
        await details.GetByRole(AriaRole.Button, new() { Name = "Cambiar de sala" }).ClickAsync();
        await details.GetByText("La sala ha cambiado.").WaitForAsync();

        // Both pages notice by themselves.
        foreach (var page in new[] { ana, bruno })
            await page.WaitForFunctionAsync("old => (document.getElementById('visit-room')?.dataset.room ?? old) !== old", old);
        await SeesTheOtherAsync(ana);
        await SeesTheOtherAsync(bruno);
        Assert.Equal(await ana.Locator("#visit-room").GetAttributeAsync("data-room"), await bruno.Locator("#visit-room").GetAttributeAsync("data-room"));
    }

    private async Task<IPage> SignInAsync(IBrowserContext context, ClinicUser person)
    {
        var page = await context.NewPageAsync();
        page.Console += (_, message) => said.Add(message.Text);
        await page.GotoAsync("/Identity/Account/Login");
        await page.GetByLabel("Correo electrónico").FillAsync(person.Email!);
        await page.GetByLabel("Contraseña").FillAsync(TestClinic.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).WaitForAsync();
        return page;
    }

    private async Task<IPage> EnterAsync(IBrowserContext context, ClinicUser person, Appointment appointment)
    {
        var page = await SignInAsync(context, person);
        await page.GotoAsync($"/Visits/{appointment.PublicId}/Join");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar" }).ClickAsync();
        await page.ArriveAsync("/Room");
        return page;
    }

    /// <summary>The other one's picture advances: the browser decodes new frames and time goes on.</summary>
    private static async Task SeesTheOtherAsync(IPage page)
    {
        var remote = page.FrameLocator("#visit-room iframe").Locator("#remotes video");
        await remote.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var before = await FramesAsync(remote, atLeast: 1);
        var after = await FramesAsync(remote, atLeast: before.Frames + 10);
        Assert.True(after.Time > before.Time);
        Assert.True(await remote.EvaluateAsync<bool>("v => v.videoWidth > 0 && !v.paused"));
    }

    private static async Task<(int Frames, double Time)> FramesAsync(ILocator video, int atLeast)
    {
        for (var left = Chromium.Patience; left > 0; left -= 250)
        {
            var frames = await video.EvaluateAsync<int>("v => v.getVideoPlaybackQuality().totalVideoFrames");
            if (frames >= atLeast)
                return (frames, await video.EvaluateAsync<double>("v => v.currentTime"));
            await Task.Delay(250);
        }

        throw new TimeoutException($"No {atLeast} frames of the other's picture within {Chromium.Patience / 1000} s.");
    }

    private async Task WaitForReportsAsync(Appointment appointment)
    {
        List<AuditKind> reported = [];
        for (var left = Chromium.Patience; left > 0 && reported.Count < 4; left -= 250)
        {
            await Task.Delay(250);
            reported = [.. (await clinic.RecordOfAsync(appointment)).Select(e => e.Kind).Where(k => k is AuditKind.PageReportedJoined or AuditKind.PageReportedLeft)];
        }

        Assert.Equal(2, reported.Count(k => k == AuditKind.PageReportedJoined));
        Assert.Equal(2, reported.Count(k => k == AuditKind.PageReportedLeft));
    }

    private static Task PictureAsync(IPage page, string name) => page.TakeAsync(name, whole: false);
}

[Trait("Needs", "Chromium")]
public sealed class DemoVisitStory_on_Sqlite(ServedClinic clinic, Chromium chromium)
    : DemoVisitStory(clinic, chromium), IClassFixture<ServedClinic>, IClassFixture<Chromium>;

[Trait("Needs", "Chromium"), Trait("Needs", "PostgreSql")]
public sealed class DemoVisitStory_on_PostgreSql(ServedPostgresClinic clinic, Chromium chromium)
    : DemoVisitStory(clinic, chromium), IClassFixture<ServedPostgresClinic>, IClassFixture<Chromium>;
