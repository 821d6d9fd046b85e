using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Accounts;

public abstract class AccountStories(TestClinic clinic)
{
    private const string NewPassword = "otra frase bien larga";

    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task An_invited_patient_follows_the_mail_chooses_a_password_and_is_in()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var invited = await (await delia.OpenAsync("/Admin/Users")).SubmitAsync("Input.FullName",
            ("Input.FullName", "Hugo Nuño"), ("Input.Email", "hugo@example.test"), ("Input.Role", "Patient"), ("Input.Language", "es"));
        invited.Is(HttpStatusCode.OK).Shows("La invitación está en camino").Shows("Invitación sin aceptar");
        var hugo = await UserAsync("hugo@example.test");
        var link = (await clinic.MailToAsync(hugo)).Link();

        var scanner = clinic.Visitor();
        (await scanner.OpenAsync(link)).Is(HttpStatusCode.OK);
        var visitor = clinic.Visitor();
        var welcome = await visitor.OpenAsync(link);
        var tooShort = await welcome.SubmitAsync("Input.Password", ("Input.Password", "corta"), ("Input.ConfirmPassword", "corta"));
        Assert.Contains(tooShort.Errors, e => e.Contains("al menos 12 caracteres", StringComparison.OrdinalIgnoreCase));
        var inside = await tooShort.SubmitAsync("Input.Password", ("Input.Password", NewPassword), ("Input.ConfirmPassword", NewPassword));

        inside.IsAt("/Appointments").Shows("No hay citas próximas");
        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        (await clinic.Visitor().SignInAsync("hugo@example.test", NewPassword)).IsAt("/Appointments");
        Assert.Equal([AuditKind.PersonInvited, AuditKind.InvitationAccepted, AuditKind.SignIn, AuditKind.SignIn], await KindsAboutAsync(hugo));
    }

    [Fact]
    public async Task An_address_that_has_an_account_cannot_be_invited_again()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var refused = await (await delia.OpenAsync("/Admin/Users")).SubmitAsync("Input.FullName",
            ("Input.FullName", "Otra Ana"), ("Input.Email", clinic.Ana.Email!.ToUpperInvariant()), ("Input.Role", "Patient"));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains("Ya hay una cuenta", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("Otra Ana", refused.Document.QuerySelector("#Input_FullName")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("no-arroba")]
    [InlineData("Ana <ana@example.test>")]
    [InlineData("a@example.test, b@example.test")]
    [InlineData("a@example.test\r\nBcc: b@example.test")]
    public async Task What_is_no_plain_address_is_refused(string address)
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var refused = await (await delia.OpenAsync("/Admin/Users")).SubmitAsync("Input.FullName",
            ("Input.FullName", "Nadie"), ("Input.Email", address), ("Input.Role", "Patient"));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains("Escriba una dirección", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_a_link_that_works_once_and_for_an_hour()
    {
        var visitor = clinic.Visitor();
        var form = await (await visitor.OpenAsync("/Identity/Account/Login")).FollowAsync("¿Ha olvidado la contraseña?");
        (await form.SubmitAsync("Input.Email", ("Input.Email", clinic.Carla.Email!))).Is(HttpStatusCode.OK).Shows("Revise su correo");
        var link = (await clinic.MailToAsync(clinic.Carla)).Link();

        var english = clinic.Visitor("en");
        var reset = await (await english.OpenAsync(link)).SubmitAsync("Input.Password", ("Input.Password", NewPassword), ("Input.ConfirmPassword", NewPassword));
        reset.IsAt("/Appointments").Shows("My appointments");

        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        (await clinic.Visitor().SignInAsync(clinic.Carla.Email!, TestClinic.Password)).Is(HttpStatusCode.BadRequest);
        (await clinic.Visitor().SignInAsync(clinic.Carla.Email!, NewPassword)).IsAt("/Appointments");
    }

    [Fact]
    public async Task A_link_lives_for_its_hours_and_not_a_minute_longer()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await (await delia.OpenAsync("/Admin/Users")).SubmitAsync("Input.FullName",
            ("Input.FullName", "Iris Tarde"), ("Input.Email", "iris@example.test"), ("Input.Role", "Patient"), ("Input.Language", "es"));
        var invitation = (await clinic.MailToAsync(await UserAsync("iris@example.test"))).Link();
        await LivesAsync(invitation, TimeSpan.FromHours(72));

        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", clinic.Elena.Email!));
        await LivesAsync((await clinic.MailToAsync(clinic.Elena)).Link(), TimeSpan.FromHours(1));

        async Task LivesAsync(string link, TimeSpan life)
        {
            clinic.Clock.Advance(life - TimeSpan.FromMinutes(1));
            var form = (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.OK);
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            (await form.SubmitAsync("Input.Password", ("Input.Password", NewPassword), ("Input.ConfirmPassword", NewPassword))).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
            (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        }
    }

    [Fact]
    public async Task A_link_that_is_truncated_of_somebody_else_or_for_something_else_is_one_page_with_the_way_on()
    {
        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", clinic.Elena.Email!));
        var link = (await clinic.MailToAsync(clinic.Elena)).Link();
        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.OK);
        string[] bad =
        [
            link[..^1], link[..^40], link[..(link.IndexOf("code=", StringComparison.Ordinal) + 5)], link[..link.IndexOf('&')], link + "A", link.Replace(clinic.Elena.Id, clinic.Ana.Id),
            link.Replace(clinic.Elena.Id, PublicId.New()), link.Replace("ResetPassword", "AcceptInvitation"), link.Replace("code=", "code=%00"), link.Replace("code=", "code=\u00f1"),
        ];

        var answers = new List<Page>();
        foreach (var one in bad)
            answers.Add(await clinic.Visitor().OpenAsync(one));

        Assert.All(answers, a => a.Is(HttpStatusCode.BadRequest));
        Assert.All(answers.Where(a => !a.Response.RequestMessage!.RequestUri!.Query.Contains("%00")), a => Assert.True(a.Shows("Este enlace ya no sirve").Has("a[href='/Identity/Account/ForgotPassword']")));
        (await (await clinic.Visitor().OpenAsync(link)).SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password), ("Input.ConfirmPassword", TestClinic.Password))).IsAt("/Today");
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_to_a_forgotten_password()
    {
        var known = await AskAsync(clinic.Bruno.Email!);
        var unknown = await AskAsync("nadie@example.test");

        Assert.Equal(known, unknown);

        async Task<string> AskAsync(string email)
        {
            var form = await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword");
            var answer = await form.SubmitAsync("Input.Email", ("Input.Email", email));
            return $"{answer.Status} {answer.Path} {answer.Text}";
        }
    }

    [Fact]
    public async Task Wrong_password_and_unknown_account_look_the_same_and_are_on_record()
    {
        var wrong = await clinic.Visitor().SignInAsync(clinic.Bruno.Email!, "no es esta frase");
        var unknown = await clinic.Visitor().SignInAsync("nadie@example.test", "no es esta frase");

        wrong.Is(HttpStatusCode.BadRequest).Shows("no son correctos");
        Assert.Equal((wrong.Status, wrong.Text), (unknown.Status, unknown.Text));
        Assert.Equal(["WrongPassword", "UnknownAccount"], await clinic.InAsync<ClinicDb, List<string?>>(db => db.AuditEvents
            .Where(e => e.Kind == AuditKind.SignIn && e.Outcome == AuditOutcome.Denied && e.At == now).OrderBy(e => e.Id).Select(e => e.Reason).ToListAsync()));
    }

    [Theory]
    [InlineData("ana\0@example.test")]
    [InlineData("\u202e@example.test")]
    [InlineData("😀@example.test")]
    [InlineData("\ufffe@example.test")]
    public async Task Odd_letters_in_the_address_are_a_refusal_and_no_error(string email)
        => (await clinic.Visitor().SignInAsync(email, "x\u0301" + new string('y', 200))).Is(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Passwords_are_masked_and_nothing_hinders_pasting_and_password_managers()
    {
        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", clinic.Elena.Email!));
        var (stranger, ana) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Ana));
        Page[] pages = [await stranger.OpenAsync("/Identity/Account/Login"), await stranger.OpenAsync((await clinic.MailToAsync(clinic.Elena)).Link()), await ana.OpenAsync("/Account/Password")];
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));

        var fields = pages.Append((await ana.OpenAsync("/Account/Password")).IsAt("/Account/ConfirmIdentity")).SelectMany(p => p.Document.QuerySelectorAll("input[name$=Password]")).ToList();

        Assert.Equal(6, fields.Count);
        Assert.All(fields, f => Assert.Equal(("password", true, false), (f.GetAttribute("type"), f.GetAttribute("autocomplete") is "current-password" or "new-password", f.HasAttribute("readonly") || f.HasAttribute("maxlength"))));
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Folder, "wwwroot", "js")), script => Assert.DoesNotContain("paste", File.ReadAllText(script)));
    }

    [Fact]
    public async Task A_password_that_is_too_long_is_refused_in_words_and_never_cut()
    {
        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", clinic.Elena.Email!));
        var (stranger, ana, tooLong) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Ana), new string('x', 257));
        Page[] pages = [await stranger.OpenAsync("/Identity/Account/Login"), await stranger.OpenAsync((await clinic.MailToAsync(clinic.Elena)).Link()), await ana.OpenAsync("/Account/Password")];

        foreach (var page in pages)
            await RefusesAsync(page);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        await RefusesAsync((await ana.OpenAsync("/Account/Password")).IsAt("/Account/ConfirmIdentity"));

        async Task RefusesAsync(Page page)
        {
            var refused = await page.SubmitAsync("Input.Password", ("Input.Email", clinic.Elena.Email!), ("Input.Password", tooLong), ("Input.ConfirmPassword", tooLong));
            Assert.EndsWith("ontraseña: es demasiado largo.", Assert.Single(refused.Is(HttpStatusCode.BadRequest).Errors).Replace(" nueva", ""));
        }
    }

    [Fact]
    public async Task Signing_out_takes_a_press_and_ends_the_session()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var page = await ana.OpenAsync("/Identity/Account/Logout");
        (await ana.OpenAsync("/Appointments")).IsAt("/Appointments");

        await page.SubmitAsync("Salir");

        (await ana.OpenAsync("/Appointments")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task Whoever_signs_out_in_a_second_tab_is_out_and_not_asked_again()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var (first, second) = (await ana.OpenAsync("/Appointments"), await ana.OpenAsync("/Appointments"));
        (await first.SubmitAsync("Salir")).IsAt("/");

        (await second.SubmitAsync("Salir")).Is(HttpStatusCode.OK).IsAt("/");

        (await clinic.Visitor().OpenAsync("/Identity/Account/Logout")).IsAt("/");
    }

    [Theory]
    [InlineData("Input.Email", "ana@example.test", "Contraseña")]
    [InlineData("Input.Password", "x", "Correo electrónico")]
    public async Task A_form_with_a_field_missing_names_it_and_keeps_what_was_typed(string filled, string value, string missing)
    {
        var page = await clinic.Visitor().OpenAsync("/Identity/Account/Login");

        var refused = await page.SubmitAsync("Input.Password", (filled, value));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Equal([$"{missing}: falta este dato."], refused.Errors);
        Assert.Equal(filled == "Input.Email" ? value : "", refused.Document.QuerySelector("#Input_Email")!.GetAttribute("value") ?? "");
    }

    private Task<ClinicUser> UserAsync(string email)
        => clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.AsNoTracking().SingleAsync(u => u.Email == email));

    private Task<List<AuditKind>> KindsAboutAsync(ClinicUser person) => clinic.InAsync<ClinicDb, List<AuditKind>>(db => db.AuditEvents
        .Where(e => e.SubjectId == person.Id || e.ActorId == person.Id).OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync());
}

public sealed class AccountStories_on_Sqlite(SqliteClinic clinic) : AccountStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class AccountStories_on_PostgreSql(PostgresClinic clinic) : AccountStories(clinic), IClassFixture<PostgresClinic>;
