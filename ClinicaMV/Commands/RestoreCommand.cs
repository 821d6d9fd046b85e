using System.CommandLine;
using ClinicaMV.Data;
using ClinicaMV.Operating;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary><c>restore FILE</c>: proves a backup, and puts it in the place of what is here.</summary>
internal static class RestoreCommand
{
    public static Command Command()
    {
        var file = new Argument<string>("file") { Description = "What “backup” has written." };
        var clinic = new Option<string>("--clinic") { Description = "The code of the clinic whose backup it is, where nothing here says so." };
        var trial = new Option<bool>("--trial") { Description = "Proves the backup, and changes nothing. The portal may go on." };
        var restore = new Command("restore", "Proves a backup of a SQLite clinic and restores it. The portal has to be stopped; what is here is moved aside.") { file, clinic, trial };
        restore.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), parsed.GetValue(file)!, parsed.GetValue(clinic), parsed.GetValue(trial), cancel));
        return restore;
    }

    private static async Task<int> RunAsync(string[] args, string file, string? clinic, bool isTrial, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        if (!app.Services.IsSqlite())
            throw new StartFailure("restore: PostgreSQL is restored by pg_restore; docs/operations.md has the lines, and “doctor” proves what came of it.");

        try
        {
            await using var scope = app.Services.CreateAsyncScope();
            var (backup, aside) = await scope.ServiceProvider.GetRequiredService<Restoring>().RunAsync(Path.GetFullPath(file), clinic, isTrial, cancel);
            var manifest = backup.Manifest;
            Console.WriteLine($"{(isTrial ? "Proven" : "Restored")}: {manifest.Address} as of {manifest.TakenAt:yyyy-MM-dd HH:mm:ss} UTC; {manifest.Rows.Count} tables, {manifest.Rows.Values.Sum()} rows, {backup.Lines} lines of record verified.");
            if (aside is not null)
                Console.WriteLine($"What was here lies in {aside}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StartFailure($"restore: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
