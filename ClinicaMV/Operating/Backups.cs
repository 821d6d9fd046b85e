using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Operating;

/// <summary>A backup as it lies in its folder.</summary>
public sealed record BackupFile(string Path, long Bytes, DateTime TakenAt);

/// <summary>
/// Backs up a SQLite clinic while it is served: database, keys and anchors in one file, which has its own name only once it is
/// whole (decision 29). Whoever has that file has everything.
/// </summary>
public sealed class Backups(ClinicDb db, DataDirectory data, AuditTrail trail, IServiceProvider services)
{
    private const string Pattern = "clinicamv-*.zip";
    private const string Named = "'clinicamv-'yyyyMMdd'T'HHmmss'Z.zip'";
    private const string Unfinished = ".part";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly BackupOptions options = services.GetRequiredService<IOptions<BackupOptions>>().Value;
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();

    /// <summary>Where the daily backups go; nothing when there are none.</summary>
    public string? Folder => options.Folder.Length == 0 ? null : Path.GetFullPath(options.Folder, services.GetRequiredService<IHostEnvironment>().ContentRootPath);

    /// <summary>The daily backup. Those beyond <see cref="BackupOptions.Keep"/> go once the new one is there.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (Folder is not { } folder)
            return;

        await TakeAsync(folder, cancel);
        foreach (var old in Taken(folder).Skip(options.Keep))
            File.Delete(old.Path);
        // Of backups that somebody has killed: none takes a day. The names are in the order of their time.
        var aDayAgo = NameAt(clock.GetUtcNow().UtcDateTime.AddDays(-1));
        foreach (var left in new DirectoryInfo(folder).GetDirectories(Pattern + Unfinished).Where(d => string.CompareOrdinal(d.Name, aDayAgo) < 0))
            left.Delete(recursive: true);
    }

    /// <summary>Begins one as the daily backup would, and takes it away again. A folder that is not there yet is tried where it will be made.</summary>
    /// <exception cref="IOException">There is no beginning one: the folder cannot be made, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not ours to write to.</exception>
    public static void TryIn(string folder)
    {
        var there = folder;
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } above)
            there = above;
        var trial = MakePrivate(Path.Combine(there, $"clinicamv-{PublicId.New()}{Unfinished}"));
        try
        {
            File.WriteAllText(Path.Combine(trial.FullName, "trial"), "trial");
        }
        finally
        {
            trial.Delete(recursive: true);
        }
    }

    /// <returns>The newest of the daily backups.</returns>
    public BackupFile? Newest() => Folder is { } folder ? Taken(folder).FirstOrDefault() : null;

    /// <exception cref="IOException">The disk is full, or the folder is not ours to write to; or the backup is there, but the database takes no line of record of it.</exception>
    public async Task<BackupFile> TakeAsync(string folder, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        // Of its own, whoever else makes one in this second.
        var work = MakePrivate(Path.Combine(folder, Path.ChangeExtension(NameAt(now), $"{PublicId.New()}.zip{Unfinished}")));
        string path;
        try
        {
            // Before the database: an anchor that is newer than the record would look like a record that was cut off. Keys are only ever added.
            CopyAnchors(work.FullName);
            new SqliteFile(Path.Combine(work.FullName, BackupManifest.Database)).CopyFrom(data.SqliteConnection);
            CopyKeys(work.FullName);
            path = PutBeside(await PackAsync(work.FullName, now, cancel), folder, now);
        }
        finally
        {
            work.Delete(recursive: true);
        }

        trail.Allowed(AuditKind.BackupTaken, Actor.System);
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (Exception e) when (e.RefusesWrites())
        {
            // Whoever makes one because the disk is full has one.
            throw new IOException($"{path} is whole, but not on record: {e.GetBaseException().Message}", e);
        }

        return new(path, new FileInfo(path).Length, now);
    }

    private static string NameAt(DateTime now) => now.ToString(Named, CultureInfo.InvariantCulture);

    private void CopyAnchors(string work)
    {
        var anchors = data.File(BackupManifest.Anchors);
        if (!File.Exists(anchors))
            return;

        // What a power cut has left of a last line is none.
        var text = File.ReadAllText(anchors);
        File.WriteAllText(Path.Combine(work, BackupManifest.Anchors), text[..(text.LastIndexOf('\n') + 1)]);
    }

    private void CopyKeys(string work)
    {
        var keys = Directory.CreateDirectory(Path.Combine(work, BackupManifest.Keys)).FullName;
        foreach (var key in Directory.GetFiles(data.Folder(BackupManifest.Keys), "*.xml"))
            File.Copy(key, Path.Combine(keys, Path.GetFileName(key)));
    }

    private async Task<string> PackAsync(string work, DateTime now, CancellationToken cancel)
    {
        var copy = new SqliteFile(Path.Combine(work, BackupManifest.Database));
        var files = Directory.GetFiles(work, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(work, file).Replace('\\', '/'));
        var sums = new Dictionary<string, string>();
        foreach (var (name, file) in files)
            sums[name] = await SumAsync(file, cancel);
        var manifest = new BackupManifest(Build.Version, copy.Clinic() ?? "", $"{services.GetRequiredService<IOptions<ClinicOptions>>().Value.PublicUrl}", now, copy.Migrations(), copy.Rows(), sums);

        var partial = Path.Combine(work, "archive");
        await using (var output = new FileStream(partial, FileMode.CreateNew))
        {
            using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var (name, file) in files)
                    zip.CreateEntryFromFile(file, name, CompressionLevel.Fastest);
                using var entry = zip.CreateEntry(BackupManifest.Name).Open();
                manifest.Write(entry);
            }

            output.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(partial, OwnerOnly);
        return partial;
    }

    // Of two of the same second the later one takes the next: no file has the name of another, and the order holds.
    private static string PutBeside(string whole, string folder, DateTime at)
    {
        while (true)
        {
            var path = Path.Combine(folder, NameAt(at));
            try
            {
                File.Move(whole, path);
                return path;
            }
            catch (IOException) when (File.Exists(path))
            {
                at = at.AddSeconds(1);
            }
        }
    }

    // Until it has its mode, nobody else can come near.
    private static DirectoryInfo MakePrivate(string path)
        => OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

    internal static async Task<string> SumAsync(string file, CancellationToken cancel)
    {
        await using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    // Newest first, by the instant in the name. What a person has named is theirs: it does not count, and is never deleted.
    private static IEnumerable<BackupFile> Taken(string folder)
        => from file in Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles(Pattern) : []
           let at = InstantOf(file.Name)
           where at is not null
           orderby at descending
           select new BackupFile(file.FullName, file.Length, at.Value);

    private static DateTime? InstantOf(string name)
        => DateTime.TryParseExact(name, Named, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
