using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Operating;

/// <summary>Looks at what is inside the house, and says what it found. Lines for the console, in English.</summary>
public sealed class PortalCheckup(PortalStatus status, ClinicDb db, DataDirectory data, Backups backups, AuditProof proof)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly Dictionary<string, string> Remedies = new()
    {
        ["Record"] = "The nightly verification found a fault in the record: run “audit verify”.",
        ["RecordUnverified"] = "The record has not been verified for two days: is a worker running?",
        ["MailLate"] = "Mail has been owed for more than ten minutes: is a worker running, and does “doctor mail” find the server?",
        ["MailDead"] = "Mail of the last seven days was given up: see the page Mail.",
        ["JobsLate"] = "Jobs are more than ten minutes late: is a worker running?",
        ["JobFailed"] = "A job has failed: see the page Jobs.",
        ["NoBackups"] = "Backup:Folder is empty: nobody backs this clinic up but whoever runs “backup”.",
        ["BackupOld"] = "There is no backup of the last 26 hours in Backup:Folder.",
        ["ClockApart"] = "This machine's clock and the database server's differ by more than 15 seconds: set both by NTP, or two instances may send the same mail.",
        ["DiskFull"] = "Less than 500 MB are free where the data lie.",
    };

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var standing = await status.LookAsync(cancel);
        yield return Finding.Good($"ClinicaMV {Build.Version} on {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {standing.Database}, {standing.DatabaseBytes / 1024} KiB, {standing.FreeBytes / 1024 / 1024} MiB free.");
        // Another would not have been found.
        yield return Finding.Good("The database is of this version.");
        if (db.Database.IsSqlite())
            yield return await SoundAsync(cancel);
        if (!OperatingSystem.IsWindows())
        {
            yield return Private(data.Root, "700");
            if (db.Database.IsSqlite() && Path.GetDirectoryName(Path.GetFullPath(data.Database)) != Path.GetFullPath(data.Root))
                yield return Private(data.Database, "600");
        }

        if (backups.Folder is { } folder)
            yield return TakesBackups(folder);
        var verdict = await proof.VerifyAsync(cancel);
        yield return verdict.Fault is { } fault ? Finding.Bad($"The record is not the one that was written. {fault}") : Finding.Good($"{verdict.Lines} lines of record verified.");
        // A job store in memory belongs to the process that serves; here it is empty.
        foreach (var known in standing.Faults.Where(f => !(db.Database.IsSqlite() && f is "JobsLate")))
            yield return Finding.Bad(Remedies[known]);
    }

    [UnsupportedOSPlatform("windows")]
    private static Finding Private(string path, string mode)
        => (File.GetUnixFileMode(path) & Others) == 0 ? Finding.Good($"{path} is its owner's alone.") : Finding.Bad($"{path} can be read by others: chmod {mode}.");

    private static Finding TakesBackups(string folder)
    {
        try
        {
            Backups.TryIn(folder);
            return Finding.Good($"{folder} takes backups.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad($"Backup:Folder takes no backups: {e.Message.ReplaceLineEndings(" ")} The portal's account has to own {folder}, and the unit to name it in ReadWritePaths.");
        }
    }

    private async Task<Finding> SoundAsync(CancellationToken cancel)
        => await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check LIMIT 1").SingleAsync(cancel) is var word && word == "ok"
            ? Finding.Good("The database file is sound.")
            : Finding.Bad($"The database file is damaged: {word.ReplaceLineEndings("; ")}. Restore a backup.");
}
