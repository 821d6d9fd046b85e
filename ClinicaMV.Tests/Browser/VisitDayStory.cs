using System.Globalization;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using ClinicaMV.Tests.Visits;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>A clinic with a real socket whose doors open two hours early, so that many can wait at once.</summary>
public sealed class BusyClinic : SqliteClinic
{
    public BusyClinic()
    {
        UseKestrel(0);
        Configure("Visits:PatientOpensMinutesBefore", "120");
        Configure("Visits:SpecialistOpensMinutesBefore", "120");
    }
}

/// <summary>The waiting room and the specialist's day in real browsers: what happens on one side is seen on the other.</summary>
[Trait("Needs", "Chromium")]
public sealed class VisitDayStory(BusyClinic clinic, Chromium chromium) : IClassFixture<BusyClinic>, IClassFixture<Chromium>
{
    private const int Patients = 5;
    private const int Delays = 9;

    [Fact]
    public async Task What_one_side_does_is_seen_on_the_other_fifty_times_of_fifty()
    {
        var now = clinic.NewDay();
        var bruno = await chromium.SignedInAsync(clinic, clinic.Bruno);
        await bruno.GotoAsync("/Today");
        List<double> took = [];
        List<IPage> waiting = [];
        for (var i = 0; i < Patients; i++)
        {
            var patient = await clinic.AddAsync(Roles.Patient, $"Paciente {i}");
            var appointment = await clinic.BookAsync(now.AddMinutes(5 + (20 * i)), minutes: 20, patient: patient);
            var page = await chromium.SignedInAsync(clinic, patient, width: 360);
            await page.GotoAsync($"/Visits/{appointment.PublicId}/Join");
            waiting.Add(page);
        }

        var names = Enumerable.Range(0, Patients).Select(i => $"Paciente {i}").ToArray();
        await WatchAsync(bruno, names);
        foreach (var page in waiting)
        {
            await NotePressesAsync(page);
            await page.Locator(".btn-enter").ClickAsync();
        }

        took.AddRange(await Task.WhenAll(waiting.Zip(names, async (page, name) => await SeenAtAsync(bruno, name) - await PressedAtAsync(page))));
        await bruno.WaitForFunctionAsync($"() => document.title.startsWith('({Patients}) ')");

        for (var round = 1; round <= Delays; round++)
        {
            // Each time another than the last.
            var minutes = round % 2 == 0 ? 10 : 5;
            var words = $"unos {minutes} minutos de retraso";
            await Task.WhenAll(waiting.Select(page => WatchAsync(page, words)));
            await NotePressesAsync(bruno);
            await bruno.Locator("#late-minutes").SelectOptionAsync($"{minutes}");
            await bruno.GetByRole(AriaRole.Button, new() { Name = "Avisar a quienes esperan" }).ClickAsync();
            var pressed = await PressedAtAsync(bruno);
            took.AddRange(await Task.WhenAll(waiting.Select(async page => await SeenAtAsync(page, words) - pressed)));
        }

        Assert.Equal(50, took.Count);
        Scoreboard.Record("U03", "two sides, one browser each", "the other side's change is seen within 3 s",
            string.Create(CultureInfo.InvariantCulture, $"{took.Count(t => t <= 3)}/50 within 3 s, 50/50 seen; the slowest after {took.Max():0.0} s"));
        foreach (var page in waiting.Append(bruno))
            await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_patient_without_network_is_told_so_and_finds_the_way_back_by_herself()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var ana = await chromium.SignedInAsync(clinic, clinic.Ana, width: 360, height: 740);
        await ana.GotoAsync($"/Visits/{appointment.PublicId}/Join");
        await ana.Locator(".btn-enter").ClickAsync();
        await ana.GetByText("todavía no ha llegado").WaitForAsync();
        await ana.ReloadAsync();
        await ana.GetByText("todavía no ha llegado").WaitForAsync();

        await ana.Context.SetOfflineAsync(true);
        await ana.GetByText("Sin conexión por el momento").WaitForAsync();
        await ana.TakeAsync("waiting-lost", whole: false);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await (await bruno.OpenAsync("/Today")).SubmitAsync($"Hacer pasar: {clinic.Ana.FullName}");
        await ana.Context.SetOfflineAsync(false);

        await ana.Locator("#visit-room").WaitForAsync();
        await ana.Context.CloseAsync();
    }

    [Fact]
    public async Task The_specialist_who_wants_it_is_alerted_and_the_ladder_of_trouble_leads_back_into_the_room()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var bruno = await chromium.SignedInAsync(clinic, clinic.Bruno, width: 844, height: 390);
        await bruno.Context.GrantPermissionsAsync(["notifications", "camera", "microphone"]);
        await bruno.GotoAsync("/Today");
        await bruno.GetByRole(AriaRole.Button, new() { Name = "Avisarme cuando alguien espere" }).ClickAsync();
        await bruno.GetByText("Avisos activados").WaitForAsync();
        await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        await bruno.GetByRole(AriaRole.Button, new() { Name = "Hacer pasar" }).ClickAsync();

        var frame = bruno.Locator("#visit-room iframe");
        await frame.WaitForAsync();
        var (bar, room) = (await bruno.Locator(".room-bar").BoundingBoxAsync(), await frame.BoundingBoxAsync());
        Assert.InRange(room!.Height, 390 - bar!.Height - 1, 390 - bar.Height + 1);
        await bruno.GetByText("¿Problemas?").ClickAsync();
        await bruno.TakeAsync("trouble-landscape", whole: false);
        await bruno.GetByRole(AriaRole.Link, new() { Name = "Siga solo con sonido" }).ClickAsync();
        await bruno.GetByRole(AriaRole.Button, new() { Name = "Sí" }).ClickAsync();
        await bruno.Locator("#trouble:not([open])").WaitForAsync();

        for (var left = Chromium.Patience; left > 0 && await StepsAsync(appointment) != "AudioOnly,Solved"; left -= 100)
            await Task.Delay(100);
        Assert.Equal("AudioOnly,Solved", await StepsAsync(appointment));
        await bruno.Context.CloseAsync();
    }

    [Fact]
    public async Task News_that_broke_off_on_its_way_is_asked_for_again_and_no_question_is_broken_off_by_the_pages_opening()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var ana = await chromium.SignedInAsync(clinic, clinic.Ana, width: 360);
        var (brokenOff, cut) = (0, new TaskCompletionSource<int>());
        ana.RequestFailed += (_, request) => brokenOff += request.Url.EndsWith("/Status") ? 1 : 0;
        await ana.RouteAsync("**/Status", async route =>
        {
            // The server keeps the question longer than Playwright would wait.
            var answer = await route.FetchAsync(new() { Timeout = 0 });
            if (cut.Task.IsCompleted || !(await answer.TextAsync()).Contains("\"mustWait\":false"))
            {
                await route.FulfillAsync(new() { Response = answer });
                return;
            }

            cut.SetResult(brokenOff);
            await route.FulfillAsync(new() { Response = answer, Body = "{" });
        });
        await ana.GotoAsync($"/Visits/{appointment.PublicId}/Join");
        await ana.Locator(".btn-enter").ClickAsync();
        await ana.GetByText("todavía no ha llegado").WaitForAsync();

        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await (await bruno.OpenAsync("/Today")).SubmitAsync($"Hacer pasar: {clinic.Ana.FullName}");

        Assert.Equal(0, await cut.Task.WaitAsync(TimeSpan.FromMilliseconds(Chromium.Patience)));
        await ana.Locator("#visit-room").WaitForAsync();
        await ana.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        await ana.Context.CloseAsync();
    }

    [Fact]
    public async Task Whoever_listens_for_patients_hears_that_the_session_has_ended_and_nothing_will_ring_any_more()
    {
        clinic.NewDay();
        var bruno = await chromium.SignedInAsync(clinic, clinic.Bruno);
        await bruno.AddInitScriptAsync("""
            window.Notification = class {
              static permission = 'granted';
              constructor(words) { sessionStorage.setItem('told', words); }
              addEventListener() {}
            };
            """);
        await bruno.GotoAsync("/Today");
        await bruno.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: true })");

        clinic.Clock.Advance(TimeSpan.FromMinutes(31));

        await bruno.WaitForURLAsync("**/Login**");
        Assert.StartsWith("Se ha cerrado la sesión", await bruno.EvaluateAsync<string>("sessionStorage.getItem('told')"));
        await bruno.Context.CloseAsync();
    }

    [Fact]
    public async Task The_day_is_kept_up_to_date_and_nobody_is_promised_a_notification_that_cannot_be()
    {
        var now = clinic.NewDay();
        var bruno = await chromium.SignedInAsync(clinic, clinic.Bruno);
        await bruno.AddInitScriptAsync("""
            window.tried = 0;
            window.Notification = class {
              static permission = 'granted';
              static requestPermission() { return Promise.resolve('granted'); }
              constructor() { window.tried++; throw new TypeError('Illegal constructor'); }
            };
            """);
        await bruno.GotoAsync("/Today");
        await bruno.GetByRole(AriaRole.Button, new() { Name = "Avisarme cuando alguien espere" }).ClickAsync();
        await bruno.GetByText("El navegador no permite notificaciones").WaitForAsync();
        await bruno.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: true })");

        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await bruno.Locator("#day").GetByText(clinic.Ana.FullName).First.WaitForAsync();
        await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(appointment);
        await bruno.Locator("#waiting-list").GetByText(clinic.Ana.FullName).First.WaitForAsync();
        // Whoever listens does not hear once more who waits when something else of the day is different.
        await bruno.EvaluateAsync("() => { window.row = document.querySelector('#waiting-list li'); }");
        await clinic.BookAsync(now.AddHours(2), patient: clinic.Carla);
        await bruno.Locator("#day").GetByText(clinic.Carla.FullName).First.WaitForAsync();
        Assert.True(await bruno.EvaluateAsync<bool>("() => window.row.isConnected"));
        await clinic.CancelAsync(appointment);
        await bruno.Locator("#day").GetByText("Anulada").First.WaitForAsync();

        Assert.Equal(1, await bruno.EvaluateAsync<int>("window.tried"));
        await bruno.Context.CloseAsync();
    }

    private async Task<string> StepsAsync(Appointment appointment)
        => string.Join(',', (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == ClinicaMV.Auditing.AuditKind.VisitTrouble).Select(e => e.Reason));

    // The browsers say when, each by the same clock: what drives them is slower than they are.
    private static Task WatchAsync(IPage page, params string[] words) => page.EvaluateAsync("""
        words => {
          window.seen = Object.fromEntries(words.map(text => [text, new Promise(resolve => {
            const look = () => document.querySelector('#waiting-list, #waiting-words').textContent.includes(text) && resolve(Date.now() / 1000);
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
            look();
          })]));
        }
        """, words);

    private static Task<double> SeenAtAsync(IPage page, string words) => page.EvaluateAsync<double>("words => window.seen[words]", words).WaitAsync(TimeSpan.FromMilliseconds(Chromium.Patience));

    private static Task NotePressesAsync(IPage page) => page.EvaluateAsync("() => document.addEventListener('submit', () => { sessionStorage.pressedAt = Date.now() / 1000; })");

    private static Task<double> PressedAtAsync(IPage page) => page.EvaluateAsync<double>("() => Number(sessionStorage.pressedAt)");
}
