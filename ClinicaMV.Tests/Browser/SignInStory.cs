using System.Text.RegularExpressions;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>Every way in, in a real browser: a passkey of a virtual authenticator, an invitation, an app's code, a code by mail, a new password, two tabs.</summary>
public abstract partial class SignInStory(TestClinic clinic, Chromium chromium)
{
    [Fact]
    public async Task A_specialist_makes_a_passkey_comes_in_with_it_alone_and_removes_it_only_when_there_is_another_way()
    {
        clinic.NewDay();
        var person = await clinic.AddAsync(Roles.Specialist);
        await using var context = await chromium.NewPersonAsync(clinic.Address.Replace("127.0.0.1", "localhost"));
        var page = await context.NewPageAsync();
        List<string> said = [];
        page.Console += (_, message) => said.Add(message.Text);
        await AddAuthenticatorAsync(context, page);
        await page.GotoAsync("/Identity/Account/Login?ReturnUrl=/Today/Week");
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.Locator("#Input_Password").FillAsync(TestClinic.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ver las llaves de acceso" }).ClickAsync();

        await page.GetByLabel("Nombre de la llave").First.FillAsync("mi portátil");
        await page.GetByRole(AriaRole.Button, new() { Name = "Crear la llave" }).ClickAsync();
        await page.GetByText("Guárdelos ahora").WaitForAsync();
        await LookAsync(page, "recovery-codes");
        Assert.Equal(10, await page.Locator(".recovery-codes code").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Los he guardado" }).ClickAsync();
        await page.ArriveAsync("/Today/Week");

        await page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).ClickAsync();
        await page.GotoAsync("/Identity/Account/Login?ReturnUrl=/Today/Week");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar con una llave de acceso" }).ClickAsync();
        await page.ArriveAsync("/Today/Week");

        await page.GotoAsync("/Account/Passkeys");
        await LookAsync(page, "passkeys-mine");
        Assert.Equal("mi portátil", await page.Locator("[id^=name-]").InputValueAsync());
        await page.Locator("[id^=name-]").FillAsync("el nuevo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cambiar el nombre" }).ClickAsync();
        Assert.Equal("el nuevo", await page.Locator("[id^=name-]").InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Quitar" }).ClickAsync();
        await page.GetByText("active otra manera antes").First.WaitForAsync();

        await clinic.DisableAsync(person);
        await page.GotoAsync("/Identity/Account/Login?ReturnUrl=/Today/Week");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar con una llave de acceso" }).ClickAsync();
        await page.GetByText("No hemos podido comprobar la llave").First.WaitForAsync();
        Assert.Contains(await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.ActorId == person.Id).ToListAsync()),
            e => e is { Kind: AuditKind.SignIn, Outcome: AuditOutcome.Denied, Reason: "Disabled" });
        Assert.DoesNotContain(said, text => text.Contains("Content Security Policy"));
    }

    [Fact]
    public async Task An_invited_specialist_sets_up_an_app_and_comes_in_with_password_code_by_mail_and_new_password_and_with_two_tabs()
    {
        clinic.NewDay();
        var person = await InviteAsync();
        await using var context = await chromium.NewPersonAsync(clinic.Address.Replace("127.0.0.1", "localhost"));
        var page = await context.NewPageAsync();
        List<string> said = [];
        page.Console += (_, message) => said.Add(message.Text);

        await ChoosePasswordAsync(page, person, "/AcceptInvitation?");
        await page.GetByRole(AriaRole.Link, new() { Name = "Activar la aplicación" }).ClickAsync();
        await page.GetByText("No puedo leer la imagen").ClickAsync();
        Assert.True(await page.Locator("svg.qr").IsVisibleAsync());
        await LookAsync(page, "authenticator-open");
        var app = Authenticator.With(await page.Locator(".setup-key").TextContentAsync() ?? "");
        await TypeCodeAsync(page, app.CodeAt(clinic.Now));
        await page.GetByRole(AriaRole.Link, new() { Name = "Los he guardado" }).ClickAsync();
        await page.ArriveAsync("/Today");

        await SignOutAsync(page, "/Today/Week");
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enviarme un código por correo" }).ClickAsync();
        await page.GetByText("le hemos enviado un código").WaitForAsync();
        await LookAsync(page, "code");
        await TypeCodeAsync(page, (await clinic.DeliverAsync()).Select(m => Digits().Match(m.TextBody!)).Last(m => m.Success).Groups[1].Value);
        await SecondStepAsync(page, app);
        await page.ArriveAsync("/Today/Week");

        await SignOutAsync(page, "/");
        await page.GetByRole(AriaRole.Link, new() { Name = "¿Ha olvidado la contraseña?" }).ClickAsync();
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Revise su correo" }).WaitForAsync();
        await ChoosePasswordAsync(page, person, "/ResetPassword?");
        await SecondStepAsync(page, app);
        await page.ArriveAsync("/Today");

        await SignOutAsync(page, "/Today");
        var other = await context.NewPageAsync();
        await other.GotoAsync("/Today/Week");
        await SignInAsync(page, person);
        await SecondStepAsync(page, app);
        await page.ArriveAsync("/Today");
        await SignInAsync(other, person);
        await LookAsync(other, "login-already");
        await other.GetByRole(AriaRole.Link, new() { Name = "Continuar" }).ClickAsync();
        await other.ArriveAsync("/Today/Week");
        Assert.DoesNotContain(said, text => text.Contains("Content Security Policy"));
    }

    /// <summary>Pages to which only a way in leads; once is enough, the database does not show.</summary>
    protected virtual Task LookAsync(IPage page, string name) => Task.CompletedTask;

    private async Task<ClinicUser> InviteAsync()
    {
        var email = $"ines-{PublicId.New()}@example.test";
        await clinic.InAsync<Invitations>(invitations => invitations.InviteAsync(new NewPerson("Inés Cuesta", email, Roles.Specialist, "es"), Actor.System, default));
        return await clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.AsNoTracking().SingleAsync(u => u.Email == email));
    }

    private async Task ChoosePasswordAsync(IPage page, ClinicUser person, string by)
    {
        var mail = (await clinic.DeliverAsync()).Single(m => m.To.Mailboxes.Single().Address == person.Email && m.TextBody!.Contains(by));
        await page.GotoAsync(new Uri(mail.Link()).PathAndQuery);
        await LookAsync(page, by[1..^1]);
        await page.Locator("#Input_Password").FillAsync(TestClinic.Password);
        await page.Locator("#Input_ConfirmPassword").FillAsync(TestClinic.Password);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task SignInAsync(IPage page, ClinicUser person)
    {
        await page.Locator("#Input_Email").FillAsync(person.Email!);
        await page.Locator("#Input_Password").FillAsync(TestClinic.Password);
        await page.Keyboard.PressAsync("Enter");
    }

    private async Task SecondStepAsync(IPage page, Authenticator app)
    {
        await page.GetByRole(AriaRole.Heading, new() { Name = "Segundo paso" }).WaitForAsync();
        await LookAsync(page, "sign-in-second-step");
        // The app's next code: each counts once.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await TypeCodeAsync(page, app.CodeAt(clinic.Now));
    }

    private static async Task TypeCodeAsync(IPage page, string code)
    {
        await page.Locator("#Input_Code").FillAsync(code);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task SignOutAsync(IPage page, string wanted)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).ClickAsync();
        await page.ArriveAsync("/");
        await page.GotoAsync($"/Identity/Account/Login?ReturnUrl={wanted}");
    }

    [GeneratedRegex(@"(?m)^Código: (\d{6})")]
    private static partial Regex Digits();

    private static async Task AddAuthenticatorAsync(IBrowserContext context, IPage page)
    {
        var devtools = await context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true,
                ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }
}

public sealed class CarefulServedClinic : SqliteClinic
{
    public CarefulServedClinic()
    {
        Configure("Accounts:StaffNeedSecondStep", "true");
        UseKestrel(0);
    }
}

public sealed class CarefulServedPostgresClinic : PostgresClinic
{
    public CarefulServedPostgresClinic()
    {
        Configure("Accounts:StaffNeedSecondStep", "true");
        UseKestrel(0);
    }
}

[Trait("Needs", "Chromium")]
public sealed class SignInStory_on_Sqlite(CarefulServedClinic clinic, Chromium chromium)
    : SignInStory(clinic, chromium), IClassFixture<CarefulServedClinic>, IClassFixture<Chromium>
{
    private readonly HashSet<string> looked = [];

    protected override async Task LookAsync(IPage page, string name)
    {
        if (!looked.Add(name))
            return;

        foreach (var (width, scheme) in new[] { (360, ColorScheme.Dark), (320, ColorScheme.Light), (1280, ColorScheme.Light) })
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            var picture = $"{name}-es-{scheme}-{width}";
            await page.TakeAsync(picture);
            Assert.Empty(await PagesLookedAt.FaultsOfAsync(page, picture));
        }
    }
}

[Trait("Needs", "Chromium"), Trait("Needs", "PostgreSql")]
public sealed class SignInStory_on_PostgreSql(CarefulServedPostgresClinic clinic, Chromium chromium)
    : SignInStory(clinic, chromium), IClassFixture<CarefulServedPostgresClinic>, IClassFixture<Chromium>;
