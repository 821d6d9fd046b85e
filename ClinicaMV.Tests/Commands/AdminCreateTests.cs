using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Commands;

public sealed class AdminCreateTests : IDisposable
{
    private const string Email = "delia@clinica.example";
    private const string Password = "una frase bien larga";

    private readonly Installation clinic = Installation.ForProduction();

    [Fact]
    public async Task Beside_a_running_SQLite_clinic_the_link_lets_the_first_administrator_in_once()
    {
        await using var portal = clinic.Start();
        var inside = await portal.ListeningAsync();

        await LetsInOnceAsync(inside, await LinkAsync(), await LinkAsync());
    }

    [Fact]
    public async Task A_link_printed_before_the_first_start_lets_the_first_administrator_in_once()
    {
        var link = await LinkAsync();
        await using var portal = clinic.Start();
        var inside = await portal.ListeningAsync();

        await LetsInOnceAsync(inside, link, await LinkAsync());
    }

    [Fact, Trait("Needs", "PostgreSql")]
    public async Task On_PostgreSql_the_link_lets_the_first_administrator_in_once()
    {
        await using var database = await TestPostgres.CreateAsync("admin");
        clinic.With("Database:Provider", "PostgreSql").With("Database:ConnectionString", database.ConnectionString);
        var link = await LinkAsync();
        await using var portal = clinic.Start();
        var inside = await portal.ListeningAsync();

        await LetsInOnceAsync(inside, link, await LinkAsync());
    }

    [Theory]
    [InlineData("delia")]
    [InlineData("")]
    [InlineData("Delia <delia@clinica.example>")]
    [InlineData("delia@clinica.example, otra@clinica.example")]
    public async Task What_is_no_plain_address_is_refused_in_one_line(string email)
    {
        await using var run = clinic.Start("admin", "create", "--email", email);

        await AssertOneLineAsync(run, "--email");
        Assert.False(Directory.Exists(clinic.Data));
    }

    [Fact]
    public async Task Without_an_address_it_says_so_in_one_line()
    {
        await using var run = clinic.Start("admin", "create");

        await AssertOneLineAsync(run, "--email");
    }

    [Fact]
    public async Task With_bad_settings_it_prints_no_link()
    {
        await using var run = clinic.With("Clinic:PublicUrl", "http://citas.example.org").Start("admin", "create", "--email", Email);

        await AssertOneLineAsync(run, "Clinic:PublicUrl");
        Assert.DoesNotContain("AcceptInvitation", run.Said);
    }

    public void Dispose() => clinic.Dispose();

    private async Task<string> LinkAsync()
    {
        await using var run = clinic.Start("admin", "create", "--email", Email);
        Assert.True(await run.EndAsync() == 0, run.Said);
        Assert.Empty(run.Errors);
        var link = Assert.Single(run.Output, line => line.StartsWith("http"));
        Assert.StartsWith(Installation.PublicUrl, link);
        return link;
    }

    private async Task LetsInOnceAsync(Uri inside, string first, string second)
    {
        Assert.NotEqual(first, second);
        var late = (await Visitor().OpenAsync(first)).Is(HttpStatusCode.OK);
        var form = await Visitor().OpenAsync(first);
        var welcome = await form.SubmitAsync("Input.Password", ("Input.Password", Password), ("Input.ConfirmPassword", Password));
        welcome.Is(HttpStatusCode.OK);
        Assert.False(welcome.Has("input[name='Input.Password']"), welcome.Text);

        var spent = await late.SubmitAsync("Input.Password", ("Input.Password", "otra frase bien larga"), ("Input.ConfirmPassword", "otra frase bien larga"));
        spent.Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        foreach (var link in new[] { first, second })
            (await Visitor().OpenAsync(link)).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        var administrator = Visitor();
        (await administrator.SignInAsync(Email, Password)).IsAt("/Account/SecondStep").Shows("pide un segundo paso");
        await Authenticator.SetUpAsync(administrator, DateTime.UtcNow);
        (await administrator.OpenAsync("/Admin/Users")).Is(HttpStatusCode.OK).IsAt("/Admin/Users");

        await using var again = clinic.Start("admin", "create", "--email", Email);
        await AssertOneLineAsync(again, "already has an account");

        Visitor Visitor() => new(new Uri(Installation.PublicUrl), new ReverseProxy(inside));
    }

    private static async Task AssertOneLineAsync(ProgramRun run, string named)
    {
        Assert.NotEqual(0, await run.EndAsync());
        Assert.Contains(named, Assert.Single(run.Errors));
        Assert.DoesNotContain(run.Output, line => line.StartsWith("   at "));
    }
}
