using System.IO.Compression;
using System.Text.Json.Nodes;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Operating;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Operating;

/// <summary>S21: backups are made while the clinic is served, and a restore proves itself or is refused with the reason.</summary>
public sealed class BackupStories(BackedUpClinic clinic) : IClassFixture<BackedUpClinic>
{
    private const int Backups = 20;

    [Fact]
    public async Task Backups_made_under_load_are_proven_and_damaged_ones_refused()
    {
        await clinic.InAsync<AuditKeeper>(keeper => keeper.AnchorAsync(default));
        var (taken, proven, refused) = (new List<BackupFile>(), new List<long>(), 0);
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WriteAsync(stop.Token)));
        try
        {
            for (var i = 0; i < Backups; i++)
                taken.Add(await TakeAsync());
        }
        finally
        {
            await stop.CancelAsync();
        }

        var written = (await load).Sum();
        foreach (var backup in taken)
            proven.Add((await ProveAsync(backup.Path)).Lines);
        for (var i = 0; i < Backups; i++)
            refused += await IsRefusedAsync(Damage(taken[i].Path, isCut: i % 2 == 0)) ? 1 : 0;

        Assert.Equal(Backups, refused);
        Assert.Equal(proven.Order(), proven);
        Assert.True(proven[^1] > proven[0], "Nothing was written meanwhile.");
        Scoreboard.Record("S21", "SQLite", "backup while serving; a restore proves itself", $"{Backups} backups while {written} lines of record were written: {proven.Count} proven; {Backups} damaged files: {refused} refused");
    }

    [Fact]
    public async Task A_backup_of_another_version_is_refused()
    {
        var backup = await TakeAsync();
        Rewrite(backup.Path, manifest => manifest["Migrations"]!.AsArray().Add("29991231235959_FromTheFuture"));

        Assert.Contains("another database than that of version", (await Assert.ThrowsAsync<StartFailure>(() => ProveAsync(backup.Path))).Message);
    }

    [Fact]
    public async Task A_backup_of_another_clinic_is_refused()
    {
        var backup = await TakeAsync();
        await clinic.InAsync<ClinicDb>(db => db.ClinicIdentity.ExecuteUpdateAsync(set => set.SetProperty(i => i.Code, PublicId.New())));

        Assert.Contains("the backup of another clinic", (await Assert.ThrowsAsync<StartFailure>(() => TryAsync(backup.Path))).Message);
    }

    [Fact]
    public async Task A_backup_whose_record_was_rewritten_is_refused_though_every_sum_is_right()
    {
        await clinic.InAsync<ClinicDb>(db => WriteLineAsync(db));
        var backup = await TakeAsync();
        Rewrite(backup.Path, sum: connection => Execute(connection, """UPDATE "AuditEvents" SET "Outcome" = 'Denied' WHERE "Seq" = 1"""));

        Assert.Contains("The record", (await Assert.ThrowsAsync<StartFailure>(() => ProveAsync(backup.Path))).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_backup_from_which_a_row_was_taken_is_refused_though_every_sum_is_right()
    {
        var backup = await TakeAsync();
        Rewrite(backup.Path, sum: connection => Execute(connection, """DELETE FROM "AspNetUserRoles" WHERE rowid = 1"""));

        Assert.Contains("is not the one that was packed", (await Assert.ThrowsAsync<StartFailure>(() => ProveAsync(backup.Path))).Message);
    }

    [Theory]
    [InlineData("no zip at all")]
    [InlineData("")]
    public async Task What_is_no_backup_is_refused(string text)
    {
        var file = Path.Combine(clinic.Folder, $"{PublicId.New()}.zip");
        await File.WriteAllTextAsync(file, text);

        Assert.Contains("cut short or damaged", (await Assert.ThrowsAsync<StartFailure>(() => ProveAsync(file))).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"Version":null,"Clinic":null,"Address":null,"TakenAt":"2026-11-24T09:00:00Z","Migrations":null,"Rows":null,"Files":null}""")]
    public async Task A_manifest_that_says_nothing_is_refused_in_one_line(string manifest)
    {
        var backup = await TakeAsync();
        Rewrite(backup.Path, about: manifest);

        var said = (await Assert.ThrowsAsync<StartFailure>(() => ProveAsync(backup.Path))).Message;
        Assert.Contains("damaged", said);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task Two_of_the_same_second_are_two_files()
    {
        var folder = Path.Combine(clinic.Folder, PublicId.New());

        var taken = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => clinic.InAsync<Backups, BackupFile>(backups => backups.TakeAsync(folder, default))));

        Assert.Equal(taken.Select(t => t.Path).Order(), Directory.GetFileSystemEntries(folder).Order());
        foreach (var backup in taken)
            await ProveAsync(backup.Path);
    }

    [Fact]
    public async Task The_daily_backup_keeps_as_many_as_it_is_told_and_what_others_have_named_and_is_on_record()
    {
        string[] others = ["clinicamv-before-upgrade.zip", "clinicamv-1.zip"];
        Directory.CreateDirectory(clinic.Backups);
        foreach (var other in others)
            await File.WriteAllTextAsync(Path.Combine(clinic.Backups, other), "");
        for (var day = 0; day < BackedUpClinic.Keep + 2; day++)
        {
            await clinic.InAsync<Backups>(backups => backups.RunAsync(default));
            clinic.Clock.Advance(TimeSpan.FromDays(1));
        }

        var newest = await clinic.InAsync<Backups, BackupFile?>(backups => Task.FromResult(backups.Newest()));
        Assert.Equal(TimeSpan.FromDays(1).TotalSeconds, (clinic.Now - newest!.TakenAt).TotalSeconds, tolerance: 1);
        Assert.All(others, other => Assert.True(File.Exists(Path.Combine(clinic.Backups, other)), other));
        var files = Directory.GetFiles(clinic.Backups).Select(Path.GetFileName).Except(others).Order().ToList();
        Assert.Equal(BackedUpClinic.Keep, files.Count);
        Assert.All(files, f => Assert.Matches(@"^clinicamv-\d{8}T\d{6}Z\.zip$", f));
        Assert.Empty(Directory.GetDirectories(clinic.Backups));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in files)
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(clinic.Backups, file!)));
        }

        Assert.True(await clinic.InAsync<ClinicDb, bool>(db => db.AuditEvents.AnyAsync(e => e.Kind == AuditKind.BackupTaken)));
    }

    private Task<BackupFile> TakeAsync() => clinic.InAsync<Backups, BackupFile>(backups => backups.TakeAsync(Path.Combine(clinic.Folder, PublicId.New()), default));

    private Task<ProvenBackup> ProveAsync(string file)
        => clinic.InAsync<BackupProof, ProvenBackup>(proof => proof.ProveAsync(file, Directory.CreateDirectory(Path.Combine(clinic.Folder, PublicId.New())).FullName, default));

    private Task<bool> TryAsync(string file) => clinic.InAsync<Restoring, bool>(async restoring => (await restoring.RunAsync(file, null, isTrial: true, default)).Aside is null);

    private async Task<bool> IsRefusedAsync(string file)
    {
        try
        {
            await ProveAsync(file);
            return false;
        }
        catch (StartFailure)
        {
            return true;
        }
    }

    private async Task<int> WriteAsync(CancellationToken stop)
    {
        var written = 0;
        for (; !stop.IsCancellationRequested; written++)
        {
            await clinic.InAsync<ClinicDb>(WriteLineAsync);
            // What runs beside this has to come to its turn on a machine of two cores.
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        return written;
    }

    private Task WriteLineAsync(ClinicDb db)
    {
        db.AuditEvents.Add(Auditing.ChainExtras.Line(clinic.Now, AuditKind.VisitEntry, clinic.Ana.Id, "203.0.113.77"));
        return db.SaveChangesAsync();
    }

    private static string Damage(string file, bool isCut)
    {
        var bytes = File.ReadAllBytes(file);
        var damaged = $"{file}.damaged.zip";
        if (isCut)
            bytes = bytes[..Random.Shared.Next(bytes.Length)];
        else
            Random.Shared.NextBytes(bytes.AsSpan(Random.Shared.Next(bytes.Length * 3 / 10, bytes.Length * 6 / 10), 200));
        File.WriteAllBytes(damaged, bytes);
        return damaged;
    }

    /// <summary>What somebody could do who knows how a backup is made.</summary>
    private static void Rewrite(string file, Action<JsonNode>? manifest = null, Action<SqliteConnection>? sum = null, string? about = null)
    {
        var folder = $"{file}.opened";
        ZipFile.ExtractToDirectory(file, folder);
        var (database, itself) = (Path.Combine(folder, BackupManifest.Database), Path.Combine(folder, BackupManifest.Name));
        var json = JsonNode.Parse(File.ReadAllText(itself))!;
        if (sum is not null)
        {
            using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
            connection.Open();
            sum(connection);
            connection.Close();
            json["Files"]![BackupManifest.Database] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(database)));
        }

        manifest?.Invoke(json);
        File.WriteAllText(itself, about ?? json.ToJsonString());
        File.Delete(file);
        ZipFile.CreateFromDirectory(folder, file);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0);
    }
}

public sealed class BackedUpClinic : SqliteClinic
{
    public const int Keep = 3;

    public BackedUpClinic()
    {
        Configure("Backup:Folder", Backups);
        Configure("Backup:Keep", $"{Keep}");
    }

    public string Backups => Path.Combine(Folder, "backups");
}
