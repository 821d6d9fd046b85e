using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicaMV.Data;

/// <summary>
/// For verbs that work with a clinic that is there. A mistyped name makes none, of which one would then hear that it is sound; and
/// no database is brought to another version while a portal of the former one may be serving it.
/// </summary>
public static class DatabaseFinding
{
    /// <summary>Checks the settings, and that what they name is a clinic of this version. Changes nothing.</summary>
    /// <exception cref="StartFailure">There is none, it is of another version, or it cannot be reached.</exception>
    public static async Task FindDatabaseAsync(this IServiceProvider services, CancellationToken cancel)
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        // Before anything asks for the data directory, which would make it.
        if (options.Provider == DatabaseProvider.Sqlite && DataDirectory.DatabaseOf(options, services.GetRequiredService<IHostEnvironment>()) is var file && !File.Exists(file))
            throw Nothing(options, file);

        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        try
        {
            // Also where there is no such database at all.
            if (!(await db.Database.GetAppliedMigrationsAsync(cancel)).Any())
                throw Nothing(options, services.WhereIs(options));
            await DatabaseSetup.RefuseNewerAsync(db, cancel);
            var isHalfDone = options.Provider == DatabaseProvider.Sqlite && new BeforeMigration(services.GetRequiredService<DataDirectory>()).IsKept;
            if (isHalfDone || (await db.Database.GetPendingMigrationsAsync(cancel)).Any())
                throw new StartFailure("Database: of an older version of ClinicaMV, or not all of it is of this one yet: start the portal of this version first. Nothing was changed.");
        }
        catch (Exception e) when (DatabaseSetup.IsOfTheDatabase(e))
        {
            throw services.DatabaseFailure(e);
        }
    }

    private static StartFailure Nothing(DatabaseOptions options, string where)
    {
        var key = options.ConnectionString.Length > 0 ? nameof(DatabaseOptions.ConnectionString) : nameof(DatabaseOptions.DataDirectory);
        return new($"There is no clinic in {where}: is Database:{key} right? Where one is to be made, “admin create” makes it, or “serve”.");
    }

    // Never the whole of it: it may hold a password.
    private static string WhereIs(this IServiceProvider services, DatabaseOptions options)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
            return services.GetRequiredService<DataDirectory>().Database;

        var said = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"the database {said.Database ?? said.Username} at {said.Host}";
    }
}
