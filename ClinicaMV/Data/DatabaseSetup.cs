using System.Data.Common;
using System.Net.Sockets;
using ClinicaMV.Clinic;
using ClinicaMV.Data.Sqlite;
using ClinicaMV.Operating;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicaMV.Data;

/// <summary>Chooses the database, and brings it to this version before anything else touches it.</summary>
public static class DatabaseSetup
{
    /// <summary>For which Data Protection's keys are: another program with the same keys could read nothing.</summary>
    internal const string ApplicationName = "ClinicaMV";

    // A new one costs as much as a query. More than are in use at once would only take memory.
    private const int KeptContexts = 64;

    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<DatabaseOptions, DatabaseOptions.Validator>(DatabaseOptions.Section);
        services.AddSingleton<DataDirectory>().AddSingleton<ProcessLock>();
        services.AddSingleton<SqliteConnections>().AddSingleton<SingleWriter>().AddSingleton<FileVersion>().AddSingleton<RememberedReads>();
        services.AddDbContextPool<SqliteClinicDb>(UseSqlite, KeptContexts);
        services.AddDbContextPool<PostgresClinicDb>(UsePostgres, KeptContexts);
        services.AddScoped<ClinicDb>(provider => provider.IsSqlite()
            ? provider.GetRequiredService<SqliteClinicDb>()
            : provider.GetRequiredService<PostgresClinicDb>());

        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>, KeyRing>();
    }

    public static bool IsSqlite(this IServiceProvider services)
        => services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider == DatabaseProvider.Sqlite;

    /// <summary>
    /// Checks the settings and brings the database to this version. The process that serves a SQLite clinic takes its lock
    /// for good; a verb that runs beside a serving one works with what is there. Most verbs only <see cref="DatabaseFinding">find</see> what is there.
    /// </summary>
    /// <exception cref="StartFailure">The database is newer, in use, or cannot be reached.</exception>
    public static async Task ReadyDatabaseAsync(this IServiceProvider services, CancellationToken cancel, bool serves = false)
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        if (services.IsSqlite())
        {
            if (serves && services.GetRequiredService<PortalRole>() != PortalRole.All)
                throw new StartFailure("Role: SQLite serves one process, which does everything; web and worker are for PostgreSql.");
            var ours = services.GetRequiredService<ProcessLock>();
            if (serves)
                ours.Take();
            else if (!ours.TryTake())
                return;
        }

        await services.MigrateDatabaseAsync(cancel);
    }

    /// <summary>Applies what is missing. A database that a newer version has written is refused and left as it is.</summary>
    private static async Task MigrateDatabaseAsync(this IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        // A migration takes as long as the clinic is large.
        if (!db.Database.IsSqlite())
            db.Database.SetCommandTimeout(TimeSpan.Zero);
        var data = db.Database.IsSqlite() ? services.GetRequiredService<DataDirectory>() : null;
        var before = data is null ? null : new BeforeMigration(data);
        try
        {
            before?.PutBack();
            await using var alone = await services.AloneAsync(db, cancel);
            await RefuseNewerAsync(db, cancel);
            await ClearAbandonedLockAsync(db, cancel);
            // With nothing to apply it would only compare the model with the snapshot, which a test does.
            if ((await db.Database.GetPendingMigrationsAsync(cancel)).Any())
            {
                before?.Keep();
                await db.Database.MigrateAsync(cancel);
            }

            await RecordUpgrade.RunAsync(db, cancel);
            before?.Forget();
            await NameAsync(db, cancel);
        }
        catch (Exception e) when (IsOfTheDatabase(e))
        {
            throw services.DatabaseFailure(e);
        }
    }

    internal static bool IsOfTheDatabase(Exception e) => e is DbException or SocketException or IOException or UnauthorizedAccessException;

    internal static StartFailure DatabaseFailure(this IServiceProvider services, Exception e)
        => services.IsSqlite() ? services.GetRequiredService<DataDirectory>().FailureOf(e) : new($"Database:{nameof(DatabaseOptions.ConnectionString)}: {e.Message.ReplaceLineEndings(" ")}");

    // Several instances may start in the same moment: each waits until the one before it is through. EF Core's own lock ends with a migration's
    // transaction, and what is still to be applied is not asked again. A process that dies has closed its connection, which gives it back.
    private static async Task<IAsyncDisposable?> AloneAsync(this IServiceProvider services, ClinicDb db, CancellationToken cancel)
    {
        if (db.Database.IsSqlite() || !await db.Database.CanConnectAsync(cancel))
            return null;

        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(services.PostgresConnection()) { Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancel);
            await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({MigrationLock})", connection) { CommandTimeout = 0 };
            await take.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task NameAsync(ClinicDb db, CancellationToken cancel)
    {
        if (await db.ClinicIdentity.AnyAsync(cancel))
            return;

        db.ClinicIdentity.Add(new());
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            // Another instance starts in the same moment.
            db.ChangeTracker.Clear();
        }
    }

    internal static async Task RefuseNewerAsync(ClinicDb db, CancellationToken cancel)
    {
        if (!await db.GetService<IHistoryRepository>().ExistsAsync(cancel))
            return;

        var unknown = (await db.Database.GetAppliedMigrationsAsync(cancel)).Except(db.Database.GetMigrations()).ToList();
        if (unknown.Count > 0)
            throw new StartFailure($"Database: written by a newer version of ClinicaMV (it has {unknown[^1]}); nothing was changed.");
    }

    // EF Core's own lock is a row, which a killed process leaves behind for ever. We hold the process lock: nobody else is migrating.
    private static async Task ClearAbandonedLockAsync(ClinicDb db, CancellationToken cancel)
    {
        if (!db.Database.IsSqlite() || !await db.Database.CanConnectAsync(cancel))
            return;

        await db.Database.ExecuteSqlRawAsync(
            """CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL)""",
            cancel);
        await db.Database.ExecuteSqlRawAsync("""DELETE FROM "__EFMigrationsLock" """, cancel);
    }

    private static void UseSqlite(IServiceProvider services, DbContextOptionsBuilder options)
    {
        options.UseSqlite(services.GetRequiredService<DataDirectory>().SqliteConnection)
            .AddInterceptors(services.GetRequiredService<SqliteConnections>());
    }

    private static void UsePostgres(IServiceProvider services, DbContextOptionsBuilder options)
        => options.UseNpgsql(services.PostgresConnection());

    // "MIGR".
    private const long MigrationLock = 0x4D494752;

    // A connection plans what it is asked twice once for all: the plans of a page cost the server several times what it takes to run them.
    // And it is handed on as it is: neither we nor the job store tell a session what outlasts the transaction.
    // A server that is there and says nothing, behind a network that drops everything, is given up while somebody may still wait for the page.
    private const string Habits = "Timeout=5;Command Timeout=15;Max Auto Prepare=100;Auto Prepare Min Usages=2;No Reset On Close=true;";

    /// <summary>As configured, which goes before our habits, and under the name by which this instance is seen at the server.</summary>
    public static string PostgresConnection(this IServiceProvider services)
        => services.PostgresConnection(services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString);

    /// <summary>The same to a database that this portal does not serve.</summary>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    internal static string PostgresConnection(this IServiceProvider services, string said) => new NpgsqlConnectionStringBuilder(Habits + said)
    {
        ApplicationName = Instances.NameOf(services.GetRequiredService<PortalRole>()),
    }.ToString();
}
