using System.Security.Cryptography;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ClinicaMV.Tests.Commands;

/// <summary>An older program on a database that a newer one has written could only do harm: it leaves it as it is.</summary>
public sealed class NewerDatabaseTests : IDisposable
{
    private const string Tomorrow = """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29991231235959_FromTheFuture', '99.0.0')""";

    private readonly Installation clinic = Installation.ForDevelopment();

    [Theory]
    [InlineData]
    [InlineData("admin", "create", "--email", "delia@clinica.example")]
    public async Task A_newer_SQLite_database_is_refused_in_one_line_and_left_as_it_is(params string[] verb)
    {
        await ServeOnceAsync();
        await using (var connection = new SqliteConnection($"Data Source={clinic.DatabaseFile};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var insert = connection.CreateCommand();
            insert.CommandText = Tomorrow;
            await insert.ExecuteNonQueryAsync();
        }
        var before = FilesOfDatabase();

        await AssertRefusedAsync(verb);

        Assert.Equal(before, FilesOfDatabase());
    }

    [Fact, Trait("Needs", "PostgreSql")]
    public async Task A_newer_PostgreSql_database_is_refused_in_one_line_and_left_as_it_is()
    {
        await using var database = await TestPostgres.CreateAsync("newer");
        clinic.With("Database:Provider", "PostgreSql").With("Database:ConnectionString", database.ConnectionString);
        await ServeOnceAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using (var insert = new NpgsqlCommand(Tomorrow, connection))
            await insert.ExecuteNonQueryAsync();
        var before = await RowsAsync(connection);

        await AssertRefusedAsync();

        Assert.Contains(before, table => table.StartsWith("public.AspNetUsers ") && !table.EndsWith(" "));
        Assert.Equal(before, await RowsAsync(connection));
    }

    public void Dispose() => clinic.Dispose();

    private async Task ServeOnceAsync()
    {
        await using var run = clinic.Start();
        await run.ListeningAsync();
        Assert.Equal(0, await run.StopAsync());
    }

    private async Task AssertRefusedAsync(params string[] verb)
    {
        await using var run = clinic.Start(verb);
        Assert.NotEqual(0, await run.EndAsync());
        var line = Assert.Single(run.Errors);
        Assert.Contains("newer version", line);
        Assert.Contains("29991231235959_FromTheFuture", line);
        Assert.DoesNotContain(run.Output, text => text.StartsWith("   at "));
    }

    // Write-ahead log and all.
    private List<string> FilesOfDatabase()
        => [.. Directory.GetFiles(clinic.Data, "clinica.db*").Order().Select(file =>
            $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];

    private static async Task<List<string>> RowsAsync(NpgsqlConnection connection)
    {
        var tables = await ReadAsync(connection,
            """
            SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
            WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
            """);
        List<string> rows = [];
        foreach (var table in tables)
        {
            var sum = await ReadAsync(connection, $"SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {table} t");
            rows.Add($"{table.Replace("\"", "")} {sum.Single()}");
        }

        return rows;
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }
}
