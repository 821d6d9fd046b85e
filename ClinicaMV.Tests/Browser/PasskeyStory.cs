using ClinicaMV.Accounts;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>A passkey in a real browser with a virtual authenticator: made, named, used, removed.</summary>
public abstract class PasskeyStory(TestClinic clinic, Chromium chromium)
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
        Assert.Equal(10, await page.Locator(".recovery-codes code").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Los he guardado" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/Today/Week");

        await page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).ClickAsync();
        await page.GotoAsync("/Identity/Account/Login?ReturnUrl=/Today/Week");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar con una llave de acceso" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/Today/Week");

        await page.GotoAsync("/Account/Passkeys");
        Assert.Equal("mi portátil", await page.Locator("[id^=name-]").InputValueAsync());
        await page.Locator("[id^=name-]").FillAsync("el nuevo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cambiar el nombre" }).ClickAsync();
        Assert.Equal("el nuevo", await page.Locator("[id^=name-]").InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Quitar" }).ClickAsync();
        await page.GetByText("active otra manera antes").First.WaitForAsync();
        Assert.DoesNotContain(said, text => text.Contains("Content Security Policy"));
    }

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
public sealed class PasskeyStory_on_Sqlite(CarefulServedClinic clinic, Chromium chromium)
    : PasskeyStory(clinic, chromium), IClassFixture<CarefulServedClinic>, IClassFixture<Chromium>;

[Trait("Needs", "Chromium"), Trait("Needs", "PostgreSql")]
public sealed class PasskeyStory_on_PostgreSql(CarefulServedPostgresClinic clinic, Chromium chromium)
    : PasskeyStory(clinic, chromium), IClassFixture<CarefulServedPostgresClinic>, IClassFixture<Chromium>;
