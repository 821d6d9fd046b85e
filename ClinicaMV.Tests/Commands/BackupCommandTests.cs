using System.Net;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Tests.Commands;

/// <summary><c>backup</c>, <c>restore</c> and <c>doctor</c> as whoever runs the house does.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly Installation clinic = Installation.ForDevelopment();

    [Fact]
    public async Task A_clinic_is_backed_up_while_it_is_served_checked_restored_and_served_again()
    {
        clinic.With("Backup:Folder", Path.Combine(clinic.Folder, "backups"));
        await using (var portal = clinic.Start())
        {
            await portal.ListeningAsync();
            // As when one is set after its file went into the backup, and before the database does.
            RememberAnchor("'newer'");
            Assert.Contains("bytes", await SaysAsync(0, "backup"));
            RememberAnchor("NULL");
            Assert.Contains("lines of record verified", await SaysAsync(0, "doctor"));
            Assert.Contains("another ClinicaMV process is using", await SaysAsync(1, "restore", Backup()));
            await portal.StopAsync();
        }

        Directory.Delete(Path.Combine(clinic.Data, "keys"), recursive: true);
        // As an upgrade leaves it that died: the next start puts it back.
        await File.WriteAllTextAsync(clinic.DatabaseFile + ".before", "");
        var code = Code();

        Assert.Contains("What was here lies in", await SaysAsync(0, "restore", Backup()));
        Assert.Contains("lines verified", await SaysAsync(0, "audit", "verify"));
        Assert.Equal(code, Code());
        AssertNobodyElseReads(clinic.Data);
        AssertNobodyElseReads(Path.Combine(clinic.Folder, "backups"));
        await using var again = clinic.Start();
        var visitor = new Visitor(await again.ListeningAsync(), new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        (await visitor.SignInAsync("ana@demo.test", ClinicaMV.Data.DemoClinic.Password)).Is(HttpStatusCode.OK).Shows("Mis citas");
    }

    [Fact]
    public async Task A_backup_that_nobody_said_where_to_and_one_that_is_not_there_are_one_line()
    {
        await clinic.MakeAsync();
        Assert.Contains("Backup:Folder", await SaysAsync(1, "backup"));
        Assert.Contains("there is no file", await SaysAsync(1, "restore", "nothing.zip"));
    }

    [Fact]
    public async Task A_folder_that_takes_no_backups_is_found_before_the_night_and_one_that_does_is_left_as_it_is()
    {
        await clinic.MakeAsync();
        var backups = Path.Combine(clinic.Folder, "backups");
        Assert.Contains($"{backups} takes backups.", await SaysAsync(1, "doctor", "--Backup:Folder", backups));
        Assert.False(Directory.Exists(backups));
        Directory.CreateDirectory(backups);
        Assert.Contains($"{backups} takes backups.", await SaysAsync(1, "doctor", "--Backup:Folder", backups));
        Assert.Empty(Directory.GetFileSystemEntries(backups));

        await using var run = clinic.Start("doctor", "--Backup:Folder", "/dev/null/backups");
        Assert.Equal(1, await run.EndAsync());
        Assert.Single(run.Errors, line => line.StartsWith("FAIL  Backup:Folder takes no backups: ", StringComparison.Ordinal) && line.Contains("has to own /dev/null/backups"));
    }

    [Fact]
    public async Task A_database_that_lies_elsewhere_is_its_owners_alone_and_doctor_says_when_it_is_not()
    {
        var elsewhere = Path.Combine(Directory.CreateDirectory(Path.Combine(clinic.Folder, "elsewhere")).FullName, "clinica.db");
        clinic.With("Database:ConnectionString", $"Data Source={elsewhere}").With("Backup:Folder", Path.Combine(clinic.Folder, "backups"));
        await clinic.MakeAsync();
        await SaysAsync(0, "backup");

        Assert.Contains($"{elsewhere} is its owner's alone", await SaysAsync(0, "doctor"));
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(elsewhere, File.GetUnixFileMode(elsewhere) | UnixFileMode.OtherRead);
        Assert.Contains($"{elsewhere} can be read by others: chmod 600", await SaysAsync(1, "doctor"));
    }

    [Fact]
    public async Task A_verb_whose_database_takes_no_writes_says_so_in_one_line_and_a_backup_is_there_all_the_same()
    {
        var backups = Path.Combine(clinic.Folder, "backups");
        await clinic.MakeAsync();
        Execute("""CREATE TRIGGER "full" BEFORE INSERT ON "AuditEvents" BEGIN SELECT RAISE(ABORT, 'the disk is full'); END""");

        Assert.Contains("The database: SQLite Error 19: 'the disk is full'", await SaysAsync(1, "audit", "export"));
        Assert.Matches(@"clinicamv-\w+\.zip is whole, but not on record: .*the disk is full", await SaysAsync(1, "backup", "--to", backups));
        Assert.Contains("Proven", await SaysAsync(0, "restore", Backup(), "--trial"));
    }

    [Fact]
    public async Task A_backup_is_restored_where_the_database_is_broken()
    {
        await clinic.MakeAsync();
        await SaysAsync(0, "backup", "--to", Path.Combine(clinic.Folder, "backups"));
        var code = Code();
        Assert.Contains($"{code}, and not of abcd", await SaysAsync(1, "restore", Backup(), "--clinic", "abcd"));

        await using (var header = File.OpenWrite(clinic.DatabaseFile))
            header.Write(new byte[16]);
        Assert.Contains("What was here lies in", await SaysAsync(0, "restore", Backup()));
        Assert.Equal(code, Code());

        await File.WriteAllBytesAsync(clinic.DatabaseFile, []);
        clinic.With("Clinic:PublicUrl", "http://another.clinica.test/");
        Assert.Contains($"--clinic {code}", await SaysAsync(1, "restore", Backup()));
        Assert.Contains("What was here lies in", await SaysAsync(0, "restore", Backup(), "--clinic", code));
        Assert.Equal(code, Code());
    }

    public void Dispose() => clinic.Dispose();

    private string Backup() => Assert.Single(Directory.GetFiles(Path.Combine(clinic.Folder, "backups")));

    private string Code()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT "Code" FROM "ClinicIdentity" """;
        return (string)command.ExecuteScalar()!;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={clinic.DatabaseFile};Pooling=False");
        connection.Open();
        return connection;
    }

    private void RememberAnchor(string line)
        => Execute($"""INSERT INTO "AuditChecks" ("Id", "Lines", "Anchor") VALUES (1, 0, {line}) ON CONFLICT ("Id") DO UPDATE SET "Anchor" = {line}""");

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Whatever the mask of the shell: all that the program has made there. The upgrade that died was ours.</summary>
    private static void AssertNobodyElseReads(string folder)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows())
            return;

        foreach (var entry in Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder).Where(e => !e.EndsWith(".before", StringComparison.Ordinal)))
            Assert.True((File.GetUnixFileMode(entry) & others) == 0, $"{entry}: {File.GetUnixFileMode(entry)}");
    }

    private async Task<string> SaysAsync(int code, params string[] verb)
    {
        await using var run = clinic.Start(verb);
        Assert.True(await run.EndAsync() == code, run.Said);
        if (code != 0)
            Assert.Single(run.Errors);
        return run.Said;
    }
}
