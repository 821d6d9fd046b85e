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
    public async Task Production_opens_without_any_account()
    {
        using var production = Installation.ForProduction();
        await using var run = production.Start();
        await run.ListeningAsync();

        Assert.DoesNotContain(DemoClinic.Password, run.Said);
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={production.DatabaseFile};Pooling=False");
        await connection.OpenAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = """SELECT count(*) FROM "AspNetUsers" """;
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    public void Dispose() => clinic.Dispose();

    private static async Task<JsonElement> JsonAsync(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "ClinicaMV", file));
        return JsonDocument.Parse(text).RootElement;
    }
}
