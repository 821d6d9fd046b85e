using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using ClinicaMV.Data;
using ClinicaMV.Operating;

namespace ClinicaMV.Commands;

/// <summary><c>database copy --to</c>: the clinic that has outgrown SQLite moves to PostgreSQL.</summary>
internal static class DatabaseCommand
{
    public static Command Command()
    {
        var to = new Option<string>("--to") { Required = true, Description = "Connection string of an empty PostgreSQL database. Give its password by Passfile=, so that it stands in no process list." };
        var copy = new Command("copy", "Copies a SQLite clinic, keys included, to PostgreSQL, and proves it. The portal has to be stopped; nothing here changes.") { to };
        copy.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), parsed.GetValue(to)!, cancel));
        return new Command("database", "The database as a whole.") { copy };
    }

    private static async Task<int> RunAsync(string[] args, string to, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        if (!app.Services.IsSqlite())
            throw new StartFailure("database copy: from SQLite to PostgreSQL only.");

        if (!DatabaseOptions.NamesADatabase(DatabaseProvider.PostgreSql, to))
            throw new StartFailure("database copy: --to is no connection string of a PostgreSQL database.");

        await app.Services.FindDatabaseAsync(cancel);
        // As if to serve: nobody else may write meanwhile.
        app.Services.GetRequiredService<ProcessLock>().Take();
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            var copied = await scope.ServiceProvider.GetRequiredService<DatabaseCopy>().RunAsync(to, cancel);
            Console.WriteLine($"Copied {copied.Rows.Count} tables, {copied.Rows.Values.Sum()} rows; {copied.Lines} lines of record verified there.");
            Console.WriteLine("Now set Database:Provider to PostgreSql and Database:ConnectionString to that database.");
            return 0;
        }
        catch (Exception e) when (e is DbException or SocketException or ArgumentException)
        {
            // What --to says is never shown: it may hold a password.
            throw new StartFailure($"database copy: {(e is ArgumentException ? "--to is no connection string" : e.Message.ReplaceLineEndings(" "))}");
        }
    }
}
