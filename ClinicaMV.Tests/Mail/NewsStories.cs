using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;

namespace ClinicaMV.Tests.Mail;

/// <summary>Mail of the moment: the specialist waits or is late, the way into an account has changed. And how people want to be written to.</summary>
public abstract class NewsStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task A_patient_who_does_not_come_is_called_a_minute_after_the_start_and_one_who_comes_is_not()
    {
        var (missed, met) = (await clinic.BookAsync(now.AddMinutes(5)), await clinic.BookAsync(now.AddMinutes(5), patient: clinic.Carla, specialist: clinic.Elena));
        await EnterAsync(missed, clinic.Bruno);
        await EnterAsync(met, clinic.Elena);
        await clinic.SendAsync();
        await EnterAsync(met, clinic.Carla);
        Assert.Equal(now.AddMinutes(6), (await CallsAsync(missed)).Single().DueAt);

        clinic.Clock.Advance(TimeSpan.FromMinutes(6));
        await clinic.SendAsync();

        Assert.Equal((MailState.Sent, clinic.Ana.Id), ((await CallsAsync(missed)).Single().State, (await CallsAsync(missed)).Single().RecipientId));
        Assert.Equal(MailState.Void, (await CallsAsync(met)).Single().State);
        Assert.Contains(await clinic.DeliverAsync(), m => m.Subject!.StartsWith("Le están esperando") && m.To.Mailboxes.Single().Address == clinic.Ana.Email);
    }

    [Fact]
    public async Task What_is_left_in_the_folder_ends_every_line_as_mail_does()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        var mail = (await clinic.MailAboutAsync(appointment, MailKind.AppointmentBooked))[0];
        await clinic.SendAsync();

        var file = Assert.Single(Directory.GetFiles(Path.Combine(clinic.Folder, "mail"), "*.eml").Select(File.ReadAllText), text => text.Contains(mail.MessageId));

        Assert.DoesNotMatch("\r(?!\n)|(?<!\r)\n", file);
    }

    [Fact]
    public async Task A_specialist_who_is_late_says_so_once_and_the_patient_reads_by_how_much()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(30));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var page = (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Late")).Is(HttpStatusCode.OK);

        (await page.SubmitAsync("Input.Minutes", ("Input.Minutes", "20"))).IsAt("/Today").Shows("Avisado por correo y en la sala de espera").Shows("Sabe que usted llegará hacia las 10:50");
        var ana = await clinic.SignedInAsync(clinic.Ana);
        (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).Shows("Todavía no").Shows("lleva unos 20 minutos de retraso. Le atenderá hacia las 10:50");
        (await page.SubmitAsync("Input.Minutes", ("Input.Minutes", "20"))).IsAt("/Today").Is(HttpStatusCode.OK);
        (await page.SubmitAsync("Input.Minutes", ("Input.Minutes", "7"))).Is(HttpStatusCode.BadRequest);

        Assert.Equal(20, Assert.Single(await clinic.MailAboutAsync(appointment, MailKind.SpecialistLate)).Minutes);
        Assert.Single(await clinic.DeliverAsync(), m => m.Subject == "Su especialista se retrasa unos 20 minutos" && m.To.Mailboxes.Single().Address == clinic.Ana.Email);
        Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.DelayAnnounced);
        clinic.Clock.Advance(TimeSpan.FromMinutes(25));
        (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).Shows("Puede entrar").Shows("Bruno Herrera le atenderá a las 10:50");
        foreach (var stranger in new[] { clinic.Ana, clinic.Elena, clinic.Delia })
        {
            var visitor = await clinic.SignedInAsync(stranger);
            (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Late")).Is(HttpStatusCode.NotFound);
            (await (await visitor.OpenAsync("/Preferences")).SubmitElsewhereAsync("Input.Language", $"/Visits/{appointment.PublicId}/Late", ("Input.Minutes", "30"))).Is(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Who_says_the_same_once_more_after_the_start_is_later_still_and_the_mail_says_what_the_waiting_room_does()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(30));
        await clinic.AnnounceDelayAsync(appointment, 10);
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(39));
        foreach (var seconds in new[] { 20, 20 })
        {
            clinic.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await clinic.AnnounceDelayAsync(appointment, 10);
        }

        Assert.Equal(["Su especialista se retrasa unos 10 minutos", "Su especialista se retrasa unos 19 minutos"],
            (await clinic.DeliverAsync()).Where(m => m.Date >= now && m.Subject!.StartsWith("Su especialista", StringComparison.Ordinal)).Select(m => m.Subject));
        (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).Shows("lleva unos 19 minutos de retraso. Le atenderá hacia las 10:49");
        Assert.Equal(["10", "10"], (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.DelayAnnounced).Select(e => e.Reason));
    }

    [Fact]
    public async Task Another_address_is_told_at_both_and_another_password_at_the_one()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName", ("Input.Email", $"new-{person.Email}"));
        Assert.Equal([$"new-{person.Email}", person.Email], (await ToldAsync(person.Email!)).Order(StringComparer.Ordinal));

        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", $"new-{person.Email}"));
        var link = (await clinic.DeliverAsync()).Last(m => m.To.Mailboxes.Single().Address == $"new-{person.Email}" && !m.Subject!.StartsWith("Ha cambiado")).Link();
        var form = await clinic.Visitor().OpenAsync(new Uri(link).PathAndQuery);
        (await form.SubmitAsync("Input.Password", ("Input.Password", "otra frase bien larga"), ("Input.ConfirmPassword", "otra frase bien larga"))).Is(HttpStatusCode.OK);
        Assert.Equal(3, (await ToldAsync(person.Email!)).Count);
    }

    [Fact]
    public async Task Whose_sessions_an_administrator_ends_hears_why_the_calendar_has_closed()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        await clinic.SignedInAsync(person);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        (await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Cerrar todas sus sesiones")).Shows("Sus sesiones están cerradas");

        var mail = Assert.Single(await clinic.DeliverAsync(), m => m.To.Mailboxes.Single().Address == person.Email);
        Assert.StartsWith("Ha cambiado el acceso", mail.Subject);
        Assert.Contains("la clínica ha cerrado todas sus sesiones. Si su programa de calendario", mail.TextBody!.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task Preferences_are_kept_and_a_zone_that_does_not_exist_is_refused()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var visitor = await clinic.SignedInAsync(person);
        var page = await visitor.OpenAsync("/Preferences");

        foreach (var zone in new[] { "Europe/Atlantis", "../../etc/passwd", "<b>" })
            (await page.SubmitAsync("Input.Language", ("Input.TimeZone", zone))).Is(HttpStatusCode.BadRequest);
        (await page.SubmitAsync("Input.Language", ("Input.Language", "fr"))).Is(HttpStatusCode.BadRequest);
        Assert.Null((await clinic.ReadAsync(person)).TimeZone);
        (await page.SubmitAsync("Input.Language", ("Input.Language", "en"), ("Input.TimeZone", "America/New_York"), ("Input.WantsReminders", "false"))).Is(HttpStatusCode.OK);

        var kept = await clinic.ReadAsync(person);
        Assert.Equal(("en", "America/New_York", false), (kept.Language, kept.TimeZone, kept.WantsReminders));
        (await (await visitor.OpenAsync("/Preferences")).SubmitAsync("Input.Language", ("Input.TimeZone", ""))).Is(HttpStatusCode.OK);
        Assert.Null((await clinic.ReadAsync(person)).TimeZone);
    }

    private Task<List<OutgoingMail>> CallsAsync(ClinicaMV.Appointments.Appointment appointment) => clinic.MailAboutAsync(appointment, MailKind.SpecialistWaiting);

    private async Task<List<string>> ToldAsync(string address) => [.. (await clinic.DeliverAsync())
        .Where(m => m.Subject!.StartsWith("Ha cambiado el acceso")).Select(m => m.To.Mailboxes.Single().Address).Where(a => a.EndsWith(address))];

    private async Task EnterAsync(ClinicaMV.Appointments.Appointment appointment, ClinicUser person)
    {
        var visitor = await clinic.SignedInAsync(person);
        var page = await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join");
        var button = page.Document.QuerySelector("main form button")!.TextContent.Trim();
        (await page.SubmitAsync(button)).Is(HttpStatusCode.OK);
    }

}

public sealed class NewsStories_on_Sqlite(SqliteClinic clinic) : NewsStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class NewsStories_on_PostgreSql(PostgresClinic clinic) : NewsStories(clinic), IClassFixture<PostgresClinic>;
