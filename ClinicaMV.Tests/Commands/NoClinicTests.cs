using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ClinicaMV.Tests.Commands;

/// <summary>Verbs that work with a clinic neither make one of a typing error nor bring it to their own version.</summary>
public sealed class NoClinicTests : IDisposable
{
    private const string Yesterday = """DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = (SELECT max("MigrationId") FROM "__EFMigrationsHistory")""";

    private readonly Installation clinic = Installation.ForDevelopment();

    [Theory]
    [InlineData("audit", "verify")]
    [InlineData("audit", "export")]
    [InlineData("audit", "prune")]
    [InlineData("backup")]
    [InlineData("database", "copy", "--to", "Host=127.0.0.1;Port=1")]
    [InlineData("doctor")]
    [InlineData("keys", "rotate")]
    public async Task A_mistyped_data_directory_is_named_and_not_made(params string[] verb)
    {
        Assert.Contains($"There is no clinic in {clinic.DatabaseFile}: is Database:DataDirectory right?", await RefusedAsync(verb));
        Assert.False(Directory.Exists(clinic.Data));
    }

    [Fact]
    public async Task A_database_of_an_older_version_is_left_to_the_portal()
    {
        await clinic.MakeAsync();
        await using (var connection = new SqliteConnection($"Data Source={clinic.DatabaseFile};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var forget = connection.CreateCommand();
            forget.CommandText = Yesterday;
            Assert.Equal(1, await forget.ExecuteNonQueryAsync());
        }

        Assert.Contains("start the portal of this version first", await RefusedAsync("audit", "verify"));
        Assert.Contains("FAIL  Database: of an older version", await RefusedAsync("doctor"));
    }

    [Fact, Trait("Needs", "PostgreSql")]
    public async Task The_same_goes_for_PostgreSql()
    {
        await using var database = await TestPostgres.CreateAsync("found");
        clinic.With("Database:Provider", "PostgreSql");
        const string missing = "clinicamv_mistyped";

        clinic.With("Database:ConnectionString", database.ConnectionString.Replace(database.Name, missing));
        foreach (var verb in new[] { new[] { "audit", "verify" }, ["doctor"], ["audit", "export"] })
            Assert.Contains($"There is no clinic in the database {missing} at 127.0.0.1: is Database:ConnectionString right?", await RefusedAsync(verb));
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        Assert.Equal(0L, await ScalarAsync(connection, $"SELECT count(*) FROM pg_database WHERE datname = '{missing}'"));

        clinic.With("Database:ConnectionString", database.ConnectionString);
        Assert.Contains($"There is no clinic in the database {database.Name}", await RefusedAsync("audit", "verify"));
        Assert.Equal(0L, await ScalarAsync(connection, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"));

        await clinic.MakeAsync();
        await ScalarAsync(connection, Yesterday);
        var before = await ScalarAsync(connection, """SELECT count(*) FROM "__EFMigrationsHistory" """);
        Assert.Contains("start the portal of this version first", await RefusedAsync("audit", "verify"));
        Assert.Equal(before, await ScalarAsync(connection, """SELECT count(*) FROM "__EFMigrationsHistory" """));
    }

    public void Dispose() => clinic.Dispose();

    private async Task<string> RefusedAsync(params string[] verb)
    {
        await using var run = clinic.Start(verb);
        Assert.Equal(1, await run.EndAsync());
        Assert.Empty(run.Output);
        return Assert.Single(run.Errors);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
