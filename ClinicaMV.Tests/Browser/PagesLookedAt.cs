using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>Every page in a real browser, on a phone and on a desk, light and dark, in both languages: axe finds nothing, nothing sticks out.</summary>
public abstract partial class PagesLookedAt(ServedClinic clinic, Chromium chromium, string culture, int phone)
{
    private const int LooksAPage = 4;

    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];

    private readonly List<string> faults = [];
    private int looks;

    [Fact]
    public async Task Every_page_is_accessible_and_fits()
    {
        var day = await FurnishAsync();
        await LookAsync(null, OfStrangers(day));
        await LookAsync(clinic.Ana, OfPatients(day));
        var late = await LateAsync(day.Now);
        await LookAsync(clinic.Ana, [("join-late", Join(late)), ("waiting", $"/Visits/{day.Open.PublicId}/Room"), ("ended", $"/Visits/{late.PublicId}/Ended")], enters: day.Open);
        await LookAsync(clinic.Carla, [("not-theirs", Join(day.Open))]);
        await ReportAsync(day.Open);
        await LookAsync(clinic.Bruno, OfSpecialists(day));
        await LookAsync(clinic.Bruno, [("room", $"/Visits/{day.Open.PublicId}/Room?tried=Reload")], enters: day.Open);
        await LookAsync(clinic.Elena, [("ended-specialist", $"/Visits/{late.PublicId}/Ended")]);
        await LookAsync(clinic.Delia, OfAdministrators(day));
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Scoreboard.Record("U05", $"{culture}, {phone} and 1280 px", "axe (2.0 to 2.2, A and AA) finds nothing on any page, light or dark, and nothing is wider than the screen", $"{looks} looks: 0 faults");
    }

    private static (string, string)[] OfStrangers(Day day) =>
    [
        ("index", "/"),
        ("login", "/Identity/Account/Login"),
        ("forgot", "/Identity/Account/ForgotPassword"),
        ("code-spent", "/Identity/Account/Code"),
        ("passkey", "/Identity/Account/Passkey"),
        ("new-address-bad", "/Identity/Account/NewAddress?id=x&code=y"),
        ("bad-link", "/Identity/Account/ResetPassword?id=x&code=y"),
        ("companion-early", day.Comes),
        ("companion-spent", day.Waits),
        ("companion-unknown", "/Companion?id=x&code=y"),
        ("companion-other-browser", $"/Companion/{day.Waits.Split('=', '&')[1]}/Ended"),
        ("mailbox", "/Mailbox"),
    ];

    private (string, string)[] OfPatients(Day day) =>
    [
        ("appointments", "/Appointments"),
        ("past", "/Appointments?Past=true"),
        ("appointment", $"/Appointments/{day.Open.PublicId}"),
        ("companions-patient", $"/Appointments/{day.Early.PublicId}/Companions"),
        ("cancel-late", $"/Appointments/{day.Open.PublicId}/Cancel"),
        ("cancel-own", $"/Appointments/{day.InPerson.PublicId}/Cancel"),
        ("join-open", Join(day.Open)),
        ("join-early", Join(day.Early)),
        ("join-in-person", Join(day.InPerson)),
        ("join-cancelled", Join(day.Cancelled)),
        ("choose-who", "/Appointments/Choose"),
        ("choose-day", Choose("Day", "")),
        ("choose-hour", Choose("Hour", $"&day={day.Now.AddDays(1):yyyy-MM-dd}")),
        ("choose-how", Choose("How", At(day.Now))),
        ("choose-check", Choose("Check", At(day.Now) + "&how=Video")),
        ("choose-taken", Choose("How", "")),
        ("left", $"/Visits/{day.Open.PublicId}/Ended"),
        ("my-data", "/MyData"),
        ("device-check", "/DeviceCheck"),
        ("device-check-visit", $"/Visits/{day.Early.PublicId}/DeviceCheck"),
        ("move-day", $"/Appointments/{day.InPerson.PublicId}/Move/Day"),
        ("move-hour", $"/Appointments/{day.InPerson.PublicId}/Move/Hour?day={day.Now.AddDays(1):yyyy-MM-dd}"),
        ("move-check", $"/Appointments/{day.InPerson.PublicId}/Move/Check?at={day.Now.Date.AddDays(2).AddHours(-1):yyyy-MM-dd'T'HH:mm'Z'}"),
        ("not-found", "/Nowhere"),
    ];

    private (string, string)[] OfSpecialists(Day day) =>
    [
        ("attendance", $"/Appointments/{day.Open.PublicId}"),
        ("companions", $"/Appointments/{day.Open.PublicId}/Companions"),
        ("today", "/Today"),
        ("week", "/Today/Week"),
        ("reassign", $"/Appointments/{day.Early.PublicId}/Reassign"),
        ("mark", $"/Appointments/{day.Early.PublicId}/Mark"),
        ("book-who", "/Appointments/Book"),
        ("book", $"/Appointments/Book?PatientId={clinic.Ana.Id}"),
        ("patients", "/Patients"),
        ("patient", $"/Patients/{clinic.Ana.Id}"),
        ("move", $"/Appointments/{day.Early.PublicId}/Move"),
        ("cancel", $"/Appointments/{day.Early.PublicId}/Cancel"),
        ("hours", "/Hours"),
        ("calendar", "/Calendar"),
        ("running-late", $"/Visits/{day.Open.PublicId}/Late"),
        ("preferences", "/Preferences"),
        ("account", "/Account"),
        ("account-password", "/Account/Password"),
        ("account-email", "/Account/Email"),
        ("second-step", "/Account/SecondStep"),
        ("authenticator", "/Account/Authenticator"),
        ("passkeys", "/Account/Passkeys"),
        ("devices", "/Account/Devices"),
        ("confirm", "/Account/ConfirmIdentity"),
        ("sign-out", "/Identity/Account/Logout"),
    ];

    private (string, string)[] OfAdministrators(Day day) =>
    [
        ("everybodys", "/Appointments"),
        ("book-with", $"/Appointments/Book?PatientId={clinic.Ana.Id}"),
        ("book-anybody", $"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}"),
        ("anybodys-week", $"/Today/Week/{clinic.Bruno.Id}"),
        ("whose-hours", "/Hours"),
        ("closed-days", "/Admin/ClosedDays"),
        ("settings", "/Admin/Settings"),
        ("users", "/Admin/Users"),
        ("person", $"/Admin/Users/{clinic.Elena.Id}"),
        ("import", "/Admin/Import"),
        ("person-disabled", $"/Admin/Users/{day.Gone.Id}"),
        ("disable", $"/Admin/Users/{clinic.Bruno.Id}/Disable"),
        ("audit", "/Admin/Audit"),
        ("audit-plots", "/Admin/Audit/Plots"),
        ("audit-review", $"/Admin/Audit/Review?Month={day.Now:yyyy-MM-dd}"),
        ("erase", $"/Admin/Users/{clinic.Carla.Id}/Erase"),
        ("erase-refused", $"/Admin/Users/{clinic.Ana.Id}/Erase"),
        ("mail", "/Admin/Mail"),
        ("unreached", "/Admin/Unreached"),
        ("device-results", "/Admin/Devices"),
        ("mail-delays", "/Admin/MailDelays"),
        ("status", "/Admin/Status"),
        ("statistics", "/Admin/Statistics"),
    ];

    private string Choose(string step, string more) => $"/Appointments/Choose/{step}?specialist={clinic.Bruno.Id}{more}";

    // Midnight two days on, which the grid of a whole day begins with.
    private static string At(DateTime now) => $"&at={now.Date.AddDays(2).AddHours(-1):yyyy-MM-dd'T'HH:mm'Z'}";

    private static string Join(Appointment appointment) => $"/Visits/{appointment.PublicId}/Join";
}

[Trait("Needs", "Chromium")]
public sealed class PagesLookedAt_in_Spanish(ServedClinic clinic, Chromium chromium)
    : PagesLookedAt(clinic, chromium, "es-ES", phone: 360), IClassFixture<ServedClinic>, IClassFixture<Chromium>;

[Trait("Needs", "Chromium")]
public sealed class PagesLookedAt_in_English(ServedClinic clinic, Chromium chromium)
    : PagesLookedAt(clinic, chromium, "en-GB", phone: 320), IClassFixture<ServedClinic>, IClassFixture<Chromium>;
