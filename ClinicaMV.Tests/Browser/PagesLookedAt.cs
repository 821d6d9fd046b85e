using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
        var now = clinic.NewDay();
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 0:00-0:00")]);
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = new(2030, 1, 1), To = new(2030, 1, 2) }, Actor.System, default));
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddExtraAsync(clinic.Bruno.Id, new(2030, 2, 1), new(new(10, 0), new(12, 0)), Actor.System, default));
        await clinic.InAsync<HoursKeeper>(keeper => keeper.CloseAsync(new(2030, 12, 25), Actor.System, default));
        var open = await clinic.BookAsync(now.AddMinutes(5));
        var early = await clinic.BookAsync(now.AddHours(3));
        var inPerson = await clinic.BookAsync(now.AddDays(2), Modality.InPerson);
        var cancelled = await clinic.BookAsync(now.AddDays(3));
        await clinic.CancelAsync(cancelled);
        await clinic.DeliverAsync();
        var gone = await clinic.AddAsync(Roles.Specialist, "Gema Ida");
        await clinic.BookAsync(now.AddDays(4), patient: clinic.Carla, specialist: gone);
        await clinic.DisableAsync(gone);
        var troubled = new DeviceFindings { Browser = DeviceCode.Ok, Camera = DeviceCode.Denied, Microphone = DeviceCode.Silent, Speaker = DeviceCode.Ok, Connection = DeviceCode.Slow };
        await clinic.InAsync<DeviceChecks>(checks => checks.KeepAsync(new(clinic.Ana.Id, Roles.Patient), early, troubled, BrowserFamily.Chrome, default));
        await clinic.BookAsync(now.AddDays(1).AddHours(2), patient: clinic.Carla);
        await clinic.AddLineAsync(AuditKind.RoomIssued);
        var (waits, comes) = (await InviteAsync(open, "Marta Ruiz Vidal", enters: true), await InviteAsync(early, "Ivo Marín Sanz", enters: false));
        foreach (var (day, reason) in new[] { (0, "TooEarly"), (0, "TooLate"), (3, "TooEarly"), (9, "NotParticipant") })
            await clinic.InAsync<ClinicDb>(db => AddDenialAsync(db, now.AddDays(-day), reason));

        await LookAsync(null,
        [
            ("index", "/"),
            ("login", "/Identity/Account/Login"),
            ("forgot", "/Identity/Account/ForgotPassword"),
            ("code-spent", "/Identity/Account/Code"),
            ("passkey", "/Identity/Account/Passkey"),
            ("new-address-bad", "/Identity/Account/NewAddress?id=x&code=y"),
            ("bad-link", "/Identity/Account/ResetPassword?id=x&code=y"),
            ("companion-early", comes),
            ("companion-spent", waits),
            ("companion-unknown", "/Companion?id=x&code=y"),
            ("companion-other-browser", $"/Companion/{waits.Split('=', '&')[1]}/Ended"),
            ("mailbox", "/Mailbox"),
        ]);
        await LookAsync(clinic.Ana,
        [
            ("appointments", "/Appointments"),
            ("past", "/Appointments?Past=true"),
            ("appointment", $"/Appointments/{open.PublicId}"),
            ("companions-patient", $"/Appointments/{early.PublicId}/Companions"),
            ("cancel-late", $"/Appointments/{open.PublicId}/Cancel"),
            ("cancel-own", $"/Appointments/{inPerson.PublicId}/Cancel"),
            ("join-open", Join(open)),
            ("join-early", Join(early)),
            ("join-in-person", Join(inPerson)),
            ("join-cancelled", Join(cancelled)),
            ("choose-who", "/Appointments/Choose"),
            ("choose-day", Choose("Day", "")),
            ("choose-hour", Choose("Hour", $"&day={now.AddDays(1):yyyy-MM-dd}")),
            ("choose-how", Choose("How", At(now))),
            ("choose-check", Choose("Check", At(now) + "&how=Video")),
            ("choose-taken", Choose("How", "")),
            ("left", $"/Visits/{open.PublicId}/Ended"),
            ("my-data", "/MyData"),
            ("device-check", "/DeviceCheck"),
            ("device-check-visit", $"/Visits/{early.PublicId}/DeviceCheck"),
            ("move-day", $"/Appointments/{inPerson.PublicId}/Move/Day"),
            ("move-hour", $"/Appointments/{inPerson.PublicId}/Move/Hour?day={now.AddDays(1):yyyy-MM-dd}"),
            ("move-check", $"/Appointments/{inPerson.PublicId}/Move/Check?at={now.Date.AddDays(2).AddHours(-1):yyyy-MM-dd'T'HH:mm'Z'}"),
            ("not-found", "/Nowhere"),
        ]);
        var late = await LateAsync(now);
        await LookAsync(clinic.Ana,
        [
            ("join-late", Join(late)),
            ("waiting", $"/Visits/{open.PublicId}/Room"),
            ("ended", $"/Visits/{late.PublicId}/Ended"),
        ], enters: open);
        await LookAsync(clinic.Carla,
        [
            ("not-theirs", Join(open)),
        ]);
        await ReportAsync(open);
        await LookAsync(clinic.Bruno,
        [
            ("attendance", $"/Appointments/{open.PublicId}"),
            ("companions", $"/Appointments/{open.PublicId}/Companions"),
            ("today", "/Today"),
            ("week", "/Today/Week"),
            ("reassign", $"/Appointments/{early.PublicId}/Reassign"),
            ("mark", $"/Appointments/{early.PublicId}/Mark"),
            ("book-who", "/Appointments/Book"),
            ("book", $"/Appointments/Book?PatientId={clinic.Ana.Id}"),
            ("patients", "/Patients"),
            ("patient", $"/Patients/{clinic.Ana.Id}"),
            ("move", $"/Appointments/{early.PublicId}/Move"),
            ("cancel", $"/Appointments/{early.PublicId}/Cancel"),
            ("hours", "/Hours"),
            ("calendar", "/Calendar"),
            ("running-late", $"/Visits/{open.PublicId}/Late"),
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
        ]);
        await LookAsync(clinic.Bruno,
        [
            ("room", $"/Visits/{open.PublicId}/Room?tried=Reload"),
        ], enters: open);
        await LookAsync(clinic.Elena,
        [
            ("ended-specialist", $"/Visits/{late.PublicId}/Ended"),
        ]);
        await LookAsync(clinic.Delia,
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
            ("person-disabled", $"/Admin/Users/{gone.Id}"),
            ("disable", $"/Admin/Users/{clinic.Bruno.Id}/Disable"),
            ("audit", "/Admin/Audit"),
            ("audit-plots", "/Admin/Audit/Plots"),
            ("audit-review", $"/Admin/Audit/Review?Month={now:yyyy-MM-dd}"),
            ("erase", $"/Admin/Users/{clinic.Carla.Id}/Erase"),
            ("erase-refused", $"/Admin/Users/{clinic.Ana.Id}/Erase"),
            ("mail", "/Admin/Mail"),
            ("unreached", "/Admin/Unreached"),
            ("device-results", "/Admin/Devices"),
            ("mail-delays", "/Admin/MailDelays"),
            ("status", "/Admin/Status"),
            ("statistics", "/Admin/Statistics"),
        ]);
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Scoreboard.Record("U05", $"{culture}, {phone} and 1280 px", "axe (2.0 to 2.2, A and AA) finds nothing on any page, light or dark, and nothing is wider than the screen", $"{looks} looks: 0 faults");
    }

    // As Bruno invites, and as somebody presses the link in a browser of their own.
    private Task<string> InviteAsync(Appointment appointment, string name, bool enters) => clinic.InAsync<ClinicDb, string>(async db =>
    {
        var companion = Companion.Invite(await db.Appointments.SingleAsync(a => a.Id == appointment.Id), new(name, Relationship.Interpreter, "es", "ivo@example.test"), 1, clinic.Now);
        if (enters)
            companion.Enter("another browser", clinic.Now);
        db.Companions.Add(companion);
        await db.SaveChangesAsync();
        return new Uri(clinic.Services.GetRequiredService<CompanionLinks>().LinkOf(companion)).PathAndQuery;
    });

    // As the video server tells of a visit: one came and went, of the other the end is missing.
    private Task ReportAsync(Appointment appointment) => clinic.InAsync<ClinicDb>(async db =>
    {
        var room = VisitRoom.Of(await db.Appointments.SingleAsync(a => a.Id == appointment.Id));
        db.VisitRooms.Add(room);
        var (from, to) = (appointment.StartsAt.AddMinutes(-3), appointment.StartsAt.AddMinutes(31));
        RoomFact[] facts = [new(null, "", from, null), new(ParticipantRole.Patient, "a", from.AddMinutes(4), to), new(ParticipantRole.Specialist, "b", from, null)];
        db.RoomReports.AddRange(facts.Select(fact => RoomReport.Of(room.Ref, fact, to)));
        await db.SaveChangesAsync();
    });

    private static Task AddDenialAsync(ClinicDb db, DateTime at, string reason)
    {
        db.AuditEvents.Add(new() { At = at, Kind = AuditKind.VisitEntry, Class = AuditClass.Access, Outcome = AuditOutcome.Denied, ActorRole = Roles.Patient, Reason = reason });
        return db.SaveChangesAsync();
    }

    private string Choose(string step, string more) => $"/Appointments/Choose/{step}?specialist={clinic.Bruno.Id}{more}";

    // Midnight two days on, which the grid of a whole day begins with.
    private static string At(DateTime now) => $"&at={now.Date.AddDays(2).AddHours(-1):yyyy-MM-dd'T'HH:mm'Z'}";

    private static string Join(Appointment appointment) => $"/Visits/{appointment.PublicId}/Join";

    private async Task<Appointment> LateAsync(DateTime now)
    {
        return await clinic.InAsync<ClinicDb, Appointment>(async db =>
        {
            var past = Appointment.Book(await db.Patients.SingleAsync(p => p.Id == clinic.Ana.Id), await db.Specialists.SingleAsync(s => s.Id == clinic.Elena.Id),
                new(now.AddHours(-5), TimeSpan.FromMinutes(30), Modality.Video), now.AddDays(-9));
            past.Visit.Enter(ParticipantRole.Patient, new(past.StartsAt, past.EndsAt), past.StartsAt);
            past.Visit.OpenRoom(past.StartsAt);
            past.Visit.Rate(4);
            db.Appointments.Add(past);
            await db.SaveChangesAsync();
            return past;
        });
    }
}

[Trait("Needs", "Chromium")]
public sealed class PagesLookedAt_in_Spanish(ServedClinic clinic, Chromium chromium)
    : PagesLookedAt(clinic, chromium, "es-ES", phone: 360), IClassFixture<ServedClinic>, IClassFixture<Chromium>;

[Trait("Needs", "Chromium")]
public sealed class PagesLookedAt_in_English(ServedClinic clinic, Chromium chromium)
    : PagesLookedAt(clinic, chromium, "en-GB", phone: 320), IClassFixture<ServedClinic>, IClassFixture<Chromium>;
