using Microsoft.Data.Sqlite;

namespace ClinicaMV.Tests.Commands;

public sealed class DemoFillTests
{
    [Fact]
    public async Task In_Development_it_adds_what_was_asked_for()
    {
        using var clinic = Installation.ForDevelopment();
        await using var run = clinic.Start("demo", "fill", "--appointments", "1000", "--audit-events", "10");

        Assert.True(await run.EndAsync() == 0, run.Said);
        Assert.Contains("Added 1000 appointments and 10 lines of record.", run.Output);
        await using var connection = new SqliteConnection($"Data Source={clinic.DatabaseFile};Pooling=False");
        await connection.OpenAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = """SELECT count(*) FROM "Appointments" """;
        Assert.Equal(1000L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task In_Production_it_is_refused_and_touches_nothing()
    {
        using var clinic = Installation.ForProduction();
        await using var run = clinic.Start("demo", "fill", "--appointments", "1000");

        Assert.NotEqual(0, await run.EndAsync());
        Assert.Contains("in Development only", Assert.Single(run.Errors));
        Assert.False(File.Exists(clinic.DatabaseFile));
    }
}
