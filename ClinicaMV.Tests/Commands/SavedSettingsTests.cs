using System.Net;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Tests.Commands;

/// <summary>What was saved in the portal counts from the first request on, and is judged at the start like a settings file.</summary>
public sealed class SavedSettingsTests : IDisposable
{
    private readonly Installation installation = Installation.ForDevelopment();

    [Fact]
    public async Task A_saved_name_wins_over_the_environment_and_a_spoilt_row_is_one_line()
    {
        installation.With("Clinic:Name", "La del entorno");
        await ServeAsync();
        Write("""{"Clinic:Name":"La guardada"}""");
        Assert.Contains("La guardada", await ServeAsync());

        foreach (var (spoilt, named) in new[] { ("""{"Clinic:Name":"","Visits:ClosesMinutesAfter":"999"}""", "Visits:ClosesMinutesAfter"), ("""{"Clinic:GapMinutes":"x"}""", "Clinic:GapMinutes"), ("oops", "JSON") })
        {
            Write(spoilt);
            await using var run = installation.Start();

            Assert.NotEqual(0, await run.EndAsync());
            var line = Assert.Single(run.Errors);
            Assert.Contains("Settings", line);
            Assert.Contains(named, line);
        }
    }

    public void Dispose() => installation.Dispose();

    private async Task<string> ServeAsync()
    {
        await using var run = installation.Start();
        using var http = new HttpClient { BaseAddress = await run.ListeningAsync() };
        var home = await http.GetStringAsync("/");
        Assert.Equal(0, await run.StopAsync());
        return WebUtility.HtmlDecode(home);
    }

    private void Write(string values)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = installation.DatabaseFile, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """INSERT INTO "Settings" ("Id", "Version", "Values") VALUES (1, 1, $values) ON CONFLICT DO UPDATE SET "Version" = "Version" + 1, "Values" = $values""";
        command.Parameters.AddWithValue("$values", values);
        command.ExecuteNonQuery();
    }
}
