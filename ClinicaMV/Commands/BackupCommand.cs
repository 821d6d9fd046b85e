using System.CommandLine;
using ClinicaMV.Data;
using ClinicaMV.Operating;

namespace ClinicaMV.Commands;

/// <summary><c>backup</c>: everything of a SQLite clinic in one file, while it is served.</summary>
internal static class BackupCommand
{
    public static Command Command()
    {
        var to = new Option<string>("--to") { Description = "The folder that gets it; without it, Backup:Folder." };
        var backup = new Command("backup", "Writes database, keys and anchors into one file, while the portal is served. Whoever has that file has everything.") { to };
        backup.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), parsed.GetValue(to), cancel));
        return backup;
    }

    private static async Task<int> RunAsync(string[] args, string? to, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.FindDatabaseAsync(cancel);
        if (!app.Services.IsSqlite())
            throw new StartFailure("backup: PostgreSQL is backed up by pg_dump; docs/operations.md has the lines.");

        await using var scope = app.Services.CreateAsyncScope();
        var backups = scope.ServiceProvider.GetRequiredService<Backups>();
        if ((to is { Length: > 0 } ? Path.GetFullPath(to) : backups.Folder) is not { } folder)
            throw new StartFailure("backup: say where to with --to, or set Backup:Folder.");

        try
        {
            var taken = await backups.TakeAsync(folder, cancel);
            Console.WriteLine($"{taken.Path}: {taken.Bytes} bytes.");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || e.RefusesWrites())
        {
            throw new StartFailure($"backup: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
