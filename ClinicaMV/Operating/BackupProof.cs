using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClinicaMV.Operating;

/// <summary>A backup that was found whole, lying unpacked in a folder.</summary>
/// <param name="Lines">How many lines of the record were verified.</param>
public sealed record ProvenBackup(BackupManifest Manifest, string Folder, long Lines);

/// <summary>
/// Unpacks a backup and proves it: every byte as it was packed, a sound database of this version, as many rows as there were, and the
/// record verified with the backup's own keys against its own anchors.
/// </summary>
public sealed partial class BackupProof(IServiceProvider services, DataDirectory data)
{
    /// <exception cref="StartFailure">Why it is not to be restored.</exception>
    public async Task<ProvenBackup> ProveAsync(string archive, string folder, CancellationToken cancel)
    {
        var manifest = await UnpackAsync(archive, folder, cancel);
        RefuseOtherVersion(manifest);
        foreach (var (name, sum) in manifest.Files)
        {
            if (!File.Exists(Path.Combine(folder, name)) || await Backups.SumAsync(Path.Combine(folder, name), cancel) != sum)
                throw new StartFailure($"restore: {archive} is damaged: {name} is not as it was packed.");
        }

        var file = new SqliteFile(Path.Combine(folder, BackupManifest.Database));
        if (file.Faults() is [var fault, ..])
            throw new StartFailure($"restore: the database in {archive} is damaged: {fault}.");
        if (file.Clinic() != manifest.Clinic || !file.Migrations().SequenceEqual(manifest.Migrations) || !Same(file.Rows(), manifest.Rows))
            throw new StartFailure($"restore: the database in {archive} is not the one that was packed.");
        return new(manifest, folder, await VerifyRecordAsync(archive, file, folder, cancel));
    }

    private static async Task<BackupManifest> UnpackAsync(string archive, string folder, CancellationToken cancel)
    {
        if (!File.Exists(archive))
            throw new StartFailure($"restore: there is no file {archive}.");

        try
        {
            using var zip = ZipFile.OpenRead(archive);
            if (zip.GetEntry(BackupManifest.Name) is not { } entry || BackupManifest.Read(entry.Open()) is not { } manifest)
                throw new StartFailure($"restore: {archive} is no backup of ClinicaMV.");
            if (!manifest.Files.ContainsKey(BackupManifest.Database) || manifest.Files.Keys.FirstOrDefault(name => !Ours().IsMatch(name)) is not null)
                throw new StartFailure($"restore: {archive} holds what no backup of ClinicaMV does.");

            Directory.CreateDirectory(Path.Combine(folder, BackupManifest.Keys));
            foreach (var name in manifest.Files.Keys)
            {
                if (zip.GetEntry(name) is { } packed)
                    await packed.ExtractToFileAsync(Path.Combine(folder, name), overwrite: false, cancel);
            }

            return manifest;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException)
        {
            throw new StartFailure($"restore: {archive} is cut short or damaged: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private void RefuseOtherVersion(BackupManifest manifest)
    {
        using var scope = services.CreateScope();
        var ours = scope.ServiceProvider.GetRequiredService<SqliteClinicDb>().Database.GetMigrations();
        if (!manifest.Migrations.SequenceEqual(ours))
            throw new StartFailure($"restore: the backup was made by version {manifest.Version} with another database than that of version {Build.Version}. Restore it with the version that made it, and upgrade then.");
    }

    private async Task<long> VerifyRecordAsync(string archive, SqliteFile file, string folder, CancellationToken cancel)
    {
        await using var protection = KeyRing.ProtectionBy(new FileSystemXmlRepository(new(Path.Combine(folder, BackupManifest.Keys)), NullLoggerFactory.Instance));
        var seal = ActivatorUtilities.CreateInstance<AuditSeal>(protection);
        await using var db = new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>().UseSqlite(file.Connection).UseApplicationServiceProvider(services).Options);
        var verdict = await new AuditVerification(db, seal).RunAsync(new AnchorFile(data, seal), Path.Combine(folder, BackupManifest.Anchors), cancel);
        return verdict.LinesOr($"restore: the record in {archive} is not the one that was written.");
    }

    private static bool Same(IReadOnlyDictionary<string, long> rows, IReadOnlyDictionary<string, long> packed)
        => rows.Count == packed.Count && rows.All(table => packed.TryGetValue(table.Key, out var count) && count == table.Value);

    [GeneratedRegex(@"\A(clinica\.db|record-anchors\.txt|keys/[A-Za-z0-9-]+\.xml)\z")]
    private static partial Regex Ours();
}
