using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using static SQLitePCL.raw;

namespace ClinicaMV.Operating;

/// <summary>Puts a proven backup in the place of what is here. What was here is moved aside, never deleted.</summary>
public sealed class Restoring(BackupProof proof, DataDirectory data, ProcessLock ours, IOptions<ClinicOptions> clinic, TimeProvider clock)
{
    /// <param name="clinicCode">Whose backup it is, said by the person at the console: needed where nothing here says so.</param>
    /// <param name="isTrial">Proves it, and puts it nowhere.</param>
    /// <returns>What was proven, and where what was here lies now, if there was anything.</returns>
    /// <exception cref="StartFailure">Why it is not restored; nothing was changed.</exception>
    public async Task<(ProvenBackup Backup, string? Aside)> RunAsync(string archive, string? clinicCode, bool isTrial, CancellationToken cancel)
    {
        if (!isTrial)
            ours.Take();
        var stamp = FormattableString.Invariant($"{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        var work = Directory.CreateDirectory(data.File($"restoring-{stamp}"));
        try
        {
            var backup = await proof.ProveAsync(archive, work.FullName, cancel);
            RefuseOtherClinic(backup.Manifest, clinicCode);
            return (backup, isTrial ? null : Place(backup, data.File($"before-restore-{stamp}")));
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private void RefuseOtherClinic(BackupManifest manifest, string? clinicCode)
    {
        if (clinicCode is not null && clinicCode != manifest.Clinic)
            throw new StartFailure($"restore: it is the backup of {manifest.Address}, {manifest.Clinic}, and not of {clinicCode}.");
        var here = ClinicHere();
        if (here is not null && here != manifest.Clinic)
            throw new StartFailure($"restore: it is the backup of another clinic ({manifest.Address}, {manifest.Clinic}) than the one in {data.Root} ({here}). Restore it into an empty Database:DataDirectory.");
        if (here is null && clinicCode is null && manifest.Address != $"{clinic.Value.PublicUrl}")
            throw new StartFailure($"restore: it is the backup of {manifest.Address}, and this is {clinic.Value.PublicUrl}. If that is meant: restore … --clinic {manifest.Clinic}");
    }

    private string? ClinicHere()
    {
        try
        {
            return File.Exists(data.Database) ? new SqliteFile(data.Database).Clinic() : null;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLITE_ERROR or SQLITE_CORRUPT or SQLITE_NOTADB)
        {
            // Damaged, or without a table: what is to be restored says nothing of whose it is.
            return null;
        }
    }

    private string? Place(ProvenBackup backup, string aside)
    {
        // First what may fail for want of space: nothing has been moved yet.
        new SqliteFile(Path.Combine(backup.Folder, BackupManifest.Database)).ForgetAnchor();
        (string From, string To)[] present =
        [
            // Before the database: what a migration that died has kept would be put back over the restored one.
            .. new[] { BeforeMigration.End, BeforeMigration.Unfinished, "" }.Concat(SqliteFile.Companions).Select(end => (data.Database + end, BackupManifest.Database + end)),
            (data.File(BackupManifest.Anchors), BackupManifest.Anchors),
            (data.File(BackupManifest.Keys.TrimEnd('/')), BackupManifest.Keys),
        ];
        var moved = present.Where(p => Path.Exists(p.From)).ToList();
        if (moved.Count > 0)
            Directory.CreateDirectory(aside);
        foreach (var (from, to) in moved)
            Move(from, Path.Combine(aside, to.TrimEnd('/')));

        // The database last: as long as it is missing, nothing can be served from a half-restored folder but an empty clinic.
        Move(Path.Combine(backup.Folder, BackupManifest.Keys), data.File(BackupManifest.Keys.TrimEnd('/')));
        if (backup.Manifest.Files.ContainsKey(BackupManifest.Anchors))
            Move(Path.Combine(backup.Folder, BackupManifest.Anchors), data.File(BackupManifest.Anchors));
        Move(Path.Combine(backup.Folder, BackupManifest.Database), data.Database);
        return moved.Count > 0 ? aside : null;
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from))
            Directory.Move(from.TrimEnd('/'), to);
        else
            File.Move(from, to);
    }
}
