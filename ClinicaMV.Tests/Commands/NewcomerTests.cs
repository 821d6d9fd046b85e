using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Commands;

/// <summary>Somebody who has just cloned the repository and typed <c>dotnet run</c> (TRUST U08).</summary>
public sealed class NewcomerTests : IDisposable
{
    private static readonly string[] Foreign =
    [
        "evil.test", "evil.test:443", "EVIL.TEST", "citas.example.org.evil.test", "evil.citas.example.org", "citas.example.orgx", "xcitas.example.org", "citas-example.org", "example.org", "www.citas.example.org",
        "xn--evl-zna.test", "0.0.0.0", "127.0.0.2", "127.1", "2130706433", "192.168.0.1", "[::2]", "[::ffff:127.0.0.1]", "localhost.evil.test", "localhost.localdomain", "evil.test:80", "citas.example.org.",
    ];

    private readonly Installation clinic = Installation.ForDevelopment();

    [Fact]
    public async Task A_working_page_and_the_sign_ins_are_there_for_this_machine_alone()
    {
        var watch = Stopwatch.StartNew();
        await using var run = clinic.Start();
        using var http = new HttpClient { BaseAddress = await run.ListeningAsync() };
        var answer = await http.GetAsync("/");
        watch.Stop();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // A figure, not an assertion: what else the machine is doing decides too.
        Scoreboard.Record("U08", "a newcomer's clinic", "from the start of the program to a working page in under 10 s",
            string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.0} s"));
        Assert.All(DemoClinic.People, person => Assert.Contains(person.Email, run.Said));
        Assert.Contains(DemoClinic.Password, run.Said);
        // Of how it came about nothing that would worry them.
        Assert.DoesNotContain("migration", run.Said);
        Assert.DoesNotMatch(@"\[\d\d:\d\d:\d\d (WRN|ERR|FTL)\]", run.Said);
        var sockets = ListeningSockets.Of(run.Id);
        Assert.Contains(sockets, socket => socket.Port == http.BaseAddress.Port);
        Assert.All(sockets, socket => Assert.True(IPAddress.IsLoopback(socket.Address), $"Listens on {socket}."));
    }

    [Fact]
    public async Task The_launch_profile_is_Development_on_the_address_of_the_settings()
    {
        var profile = (await JsonAsync("Properties/launchSettings.json")).GetProperty("profiles").GetProperty("ClinicaMV");
        var settings = await JsonAsync("appsettings.Development.json");

        var address = new Uri(profile.GetProperty("applicationUrl").GetString()!);
        Assert.True(address.IsLoopback);
        Assert.Equal(address, new Uri(settings.GetProperty("Clinic").GetProperty("PublicUrl").GetString()!));
        Assert.Equal("Development", profile.GetProperty("environmentVariables").GetProperty("ASPNETCORE_ENVIRONMENT").GetString());
    }

    [Fact]
    public async Task Production_opens_without_any_account_and_answers_to_no_name_but_its_own()
    {
        using var production = Installation.ForProduction();
        await using var run = production.Start();
        using var http = new HttpClient { BaseAddress = await run.ListeningAsync() };

        Assert.DoesNotContain(DemoClinic.Password, run.Said);
        Assert.Equal(HttpStatusCode.OK, await AskAsync("citas.example.org"));
        foreach (var host in Foreign)
            Assert.Equal((host, HttpStatusCode.BadRequest), (host, await AskAsync(host)));
        Scoreboard.Record("S15", "a clinic in Production", "hosts that are not the clinic's own are refused", $"{Foreign.Length} tried, 0 answered");
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={production.DatabaseFile};Pooling=False");
        await connection.OpenAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = """SELECT count(*) FROM "AspNetUsers" """;
        Assert.Equal(0L, await count.ExecuteScalarAsync());

        async Task<HttpStatusCode> AskAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.Host = host;
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    public void Dispose() => clinic.Dispose();

    private static async Task<JsonElement> JsonAsync(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "ClinicaMV", file));
        return JsonDocument.Parse(text).RootElement;
    }
}
