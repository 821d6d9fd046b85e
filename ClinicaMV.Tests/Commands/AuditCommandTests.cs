using ClinicaMV.Data;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Tests.Commands;

/// <summary><c>audit</c> as whoever has to answer for the record runs it.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly Installation clinic = Installation.ForDevelopment();

    [Fact]
    public async Task It_verifies_names_the_first_bad_line_exports_and_says_what_it_would_prune()
    {
        await using (var fill = clinic.Start("demo", "fill", "--appointments", "0", "--audit-events", "25000"))
            Assert.True(await fill.EndAsync() == 0, fill.Said);

        await using (var green = clinic.Start("audit", "verify"))
        {
            Assert.True(await green.EndAsync() == 0, green.Said);
            Assert.Contains("25000 lines verified; there is no anchor yet that would show a cut-off end.", green.Output);
            Assert.Contains("20000 of 25000", green.Errors);
        }

        await using (var plan = clinic.Start("audit", "prune", "--dry-run"))
        {
            Assert.True(await plan.EndAsync() == 0, plan.Said);
            Assert.Contains(plan.Output, line => line.StartsWith("Access: 0 lines before", StringComparison.Ordinal) && line.EndsWith("would go", StringComparison.Ordinal));
        }

        await using (var export = clinic.With("LANG", "es_ES.UTF-8").Start("audit", "export", "--format", "csv"))
        {
            Assert.True(await export.EndAsync() == 0, export.Said);
            Assert.Equal(25_000 + 2, export.Output.Count);
            // For a program, whoever runs it.
            Assert.StartsWith("at,class,number,kind,", export.Output[0].TrimStart('\uFEFF'));
        }

        await ExecuteAsync("""UPDATE "AuditEvents" SET "Outcome" = 'Denied' WHERE "Seq" = 17 AND "Class" = 'Access'""");
        await using (var bad = clinic.Start("audit", "verify"))
        {
            Assert.Equal(1, await bad.EndAsync());
            Assert.Contains("Access 17: this line", Assert.Single(bad.Errors));
        }

        var empty = Path.Combine(Path.GetDirectoryName(clinic.DatabaseFile)!, "empty.txt");
        await File.WriteAllTextAsync(empty, "\n");
        foreach (var (file, complaint) in new[] { ("/nowhere/anchors.txt", "there is no file"), (empty, "holds no anchor") })
        {
            await using var nothing = clinic.Start("audit", "verify", "--anchor", file);
            Assert.Equal(1, await nothing.EndAsync());
            Assert.Contains(complaint, Assert.Single(nothing.Errors));
        }
    }

    [Fact]
    public async Task The_record_of_one_appointment_and_of_one_person_goes_out_alone_and_whose_it_was_is_on_record()
    {
        await using (var fill = clinic.Start("demo", "fill", "--appointments", "0", "--audit-events", "40"))
            Assert.True(await fill.EndAsync() == 0, fill.Said);
        var (person, visit) = (PublicId.New(), PublicId.New());
        await ExecuteAsync($"""UPDATE "AuditEvents" SET "SubjectId" = '{person}' WHERE "Id" = 7""");
        await ExecuteAsync($"""UPDATE "AuditEvents" SET "AppointmentId" = '{visit}' WHERE "Id" = 9""");

        foreach (var (option, id) in new[] { ("--person", person), ("--appointment", visit) })
        {
            await using var export = clinic.Start("audit", "export", option, id);
            Assert.True(await export.EndAsync() == 0, export.Said);
            Assert.Single(export.Output.Skip(1), line => line.Contains(id) && !line.Contains("RecordExported"));
        }

        await using var of = clinic.Start("audit", "export", "--person", person);
        Assert.True(await of.EndAsync() == 0, of.Said);
        Assert.Equal(2, of.Output.Count(line => line.Contains("RecordExported") && line.Contains(person)));
    }

    [Theory]
    [InlineData("--from is not a day like", "--from", "yesterday")]
    [InlineData("--to lies before --from", "--from", "2026-12-01", "--to", "2026-01-31")]
    [InlineData("--person is not an id", "--person", "Ana García")]
    [InlineData("--appointment is not an id", "--appointment", "7")]
    [InlineData("--format is csv or ndjson", "--format", "xml")]
    [InlineData("--format is csv or ndjson", "--format", "1")]
    public async Task What_cannot_be_meant_is_one_line(string complaint, params string[] options)
    {
        await using var export = clinic.Start(["audit", "export", .. options]);

        Assert.Equal(1, await export.EndAsync());
        Assert.Contains(complaint, Assert.Single(export.Errors));
        Assert.Empty(export.Output);
    }

    [Fact]
    public async Task A_setting_that_follows_an_option_of_the_verb_counts()
    {
        var other = Path.Combine(clinic.Folder, "other");
        await using (var made = clinic.Start("admin", "create", "--email", "delia@clinica.example", "--Database:DataDirectory", other))
            Assert.True(await made.EndAsync() == 0, made.Said);
        await using var plan = clinic.Start("audit", "prune", "--dry-run", "--Database:DataDirectory", other);

        Assert.True(await plan.EndAsync() == 0, plan.Said);
        Assert.Contains(plan.Output, line => line.EndsWith("would go", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(other, "clinica.db")));
        Assert.False(Directory.Exists(clinic.Data));
    }

    public void Dispose() => clinic.Dispose();

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={clinic.DatabaseFile};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
