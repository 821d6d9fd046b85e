using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Databases on the cluster that test.sh started (CLINICAMV_TEST_POSTGRES).</summary>
public static partial class TestPostgres
{
    // Two copies of one template at the same time fail with "source database is being accessed by other users".
    private static readonly SemaphoreSlim Creating = new(1, 1);
    private static readonly ConcurrentDictionary<string, Lazy<Task<TestDatabase>>> Templates = new();

    private static string Server => Environment.GetEnvironmentVariable("CLINICAMV_TEST_POSTGRES")
        ?? throw new InvalidOperationException("CLINICAMV_TEST_POSTGRES is not set: run the tests with ./test.sh.");

    /// <summary>A copy, under a new name, of the database that <paramref name="migrate"/> made once in this process.</summary>
    /// <param name="key">One per way to migrate; lower-case letters, digits and underscores.</param>
    public static async Task<TestDatabase> CopyAsync(string key, Func<string, Task> migrate)
    {
        var template = await Templates.GetOrAdd(key, _ => new(() => TemplateAsync(key, migrate))).Value;
        return await CreateAsync(key, template.Name);
    }

    /// <param name="name">The readable part of the name; what makes it unique is added.</param>
    /// <param name="template">The full name of another database. Its connections are ended, and it takes no more of them.</param>
    public static async Task<TestDatabase> CreateAsync(string name, string? template = null)
    {
        var database = Database($"{Checked(name)}_{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        await Creating.WaitAsync();
        try
        {
            if (template is not null)
                await CloseAsync(template);
            var source = template is null ? "" : $" TEMPLATE \"{Checked(template)}\"";
            await ExecuteAsync($"CREATE DATABASE \"{database.Name}\"{source}");
        }
        finally
        {
            Creating.Release();
        }
        return database;
    }

    public static async Task DropAsync(string name)
    {
        await using (var pooled = new NpgsqlConnection(Database(name).ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await ExecuteAsync($"DROP DATABASE IF EXISTS \"{Checked(name)}\" WITH (FORCE)");
    }

    /// <summary>Ends every connection to it, and lets nobody in until what this gives is disposed.</summary>
    public static async Task<IAsyncDisposable> TakeAwayAsync(string name)
    {
        await CloseAsync(name);
        return new TakenAway(name);
    }

    private sealed class TakenAway(string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await ExecuteAsync($"ALTER DATABASE \"{Checked(name)}\" ALLOW_CONNECTIONS true");
            // This process had some too.
            NpgsqlConnection.ClearAllPools();
        }
    }

    private static async Task<TestDatabase> TemplateAsync(string key, Func<string, Task> migrate)
    {
        var template = await CreateAsync($"{key}_template");
        await migrate(template.ConnectionString);
        return template;
    }

    // The pool of the migration, and data sources that no ClearPool reaches, still hold connections.
    private static async Task CloseAsync(string template)
    {
        await using (var pooled = new NpgsqlConnection(Database(template).ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await ExecuteAsync($"ALTER DATABASE \"{Checked(template)}\" ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{Checked(template)}'");
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static TestDatabase Database(string name)
    {
        var builder = new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 40, IncludeErrorDetail = true };
        return new TestDatabase(name, builder.ToString());
    }

    // Identifiers cannot be parameters, so only harmless ones pass.
    private static string Checked(string name) =>
        PlainName().IsMatch(name) ? name : throw new ArgumentException($"'{name}' is no plain database name.", nameof(name));

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex PlainName();
}
