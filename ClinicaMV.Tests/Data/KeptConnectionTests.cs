using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Data;

/// <summary>The clinic's own connections, which stay open with what they have prepared.</summary>
public sealed class KeptConnectionTests : IClassFixture<SqliteClinic>, IDisposable
{
    private readonly SqliteClinic clinic;
    private readonly IServiceScope mine;
    private readonly IServiceScope theirs;
    private readonly ClinicDb db;
    private readonly DbConnection connection;

    public KeptConnectionTests(SqliteClinic clinic)
    {
        this.clinic = clinic;
        (mine, theirs) = (clinic.Services.CreateScope(), clinic.Services.CreateScope());
        db = mine.ServiceProvider.GetRequiredService<ClinicDb>();
        connection = Open(db);
        Execute("DROP TABLE IF EXISTS Numbers; CREATE TABLE Numbers (Number INTEGER PRIMARY KEY)");
        Execute("INSERT INTO Numbers VALUES (1), (2), (3)");
    }

    public void Dispose()
    {
        mine.Dispose();
        theirs.Dispose();
    }

    [Fact]
    public void What_has_not_been_ended_when_a_connection_is_closed_is_undone()
    {
        using (connection.BeginTransaction())
        {
            Execute("DELETE FROM Numbers");
            connection.Close();
        }

        connection.Open();
        Assert.Equal(3L, Count());
        Assert.Equal(2L, Ask("PRAGMA synchronous"));
        Assert.Equal(1L, Ask("PRAGMA foreign_keys"));
    }

    [Fact]
    public async Task What_was_told_for_a_change_in_batches_is_forgotten_after_it()
    {
        var pruning = theirs.ServiceProvider.GetRequiredService<ClinicDb>();
        await pruning.BeginBatchesAsync(default);
        Assert.Equal(1L, Ask("PRAGMA synchronous", on: pruning.Database.GetDbConnection()));
        await pruning.EndBatchesAsync();

        Assert.Equal(2L, Ask("PRAGMA synchronous", on: Other()));
        Assert.Equal(-1000L, Ask("PRAGMA cache_size", on: Other()));
    }

    [Fact]
    public void The_same_text_answers_for_each_of_its_parameters()
        => Assert.Equal([1L, 2L, 3L], new[] { 1, 2, 3 }.Select(n => Ask("SELECT Number FROM Numbers WHERE Number = $number", n)));

    [Fact]
    public void The_same_text_can_be_asked_while_it_is_being_read()
    {
        List<(long, long)> pairs = [];
        using var outer = Command("SELECT Number FROM Numbers ORDER BY Number");
        using var rows = outer.ExecuteReader();
        while (rows.Read())
        {
            using var inner = Command("SELECT Number FROM Numbers ORDER BY Number");
            using var others = inner.ExecuteReader();
            while (others.Read())
                pairs.Add((rows.GetInt64(0), others.GetInt64(0)));
        }

        Assert.Equal(9, pairs.Distinct().Count());
    }

    [Fact]
    public void What_failed_once_works_when_it_can()
    {
        const string Insert = "INSERT INTO Numbers VALUES ($number)";
        Execute(Insert, 4);
        Assert.Throws<SqliteException>(() => Execute(Insert, 4));
        Execute(Insert, 5);

        Assert.Equal(5L, Count());
    }

    [Fact]
    public void A_statement_follows_the_tables_that_another_connection_changes()
    {
        Assert.Equal(3L, Count());
        using (var change = Other().CreateCommand())
        {
            change.CommandText = "ALTER TABLE Numbers ADD COLUMN Name TEXT; INSERT INTO Numbers VALUES (4, 'four')";
            change.ExecuteNonQuery();
        }

        Assert.Equal(4L, Count());
    }

    // A statement that had been left half read would keep the log from being emptied, for ever.
    [Fact]
    public void A_reader_that_was_left_early_keeps_nobody_from_the_log()
    {
        using (var command = Command("SELECT Number FROM Numbers"))
        using (var rows = command.ExecuteReader())
            Assert.True(rows.Read());

        using var settle = Other().CreateCommand();
        settle.CommandText = "INSERT INTO Numbers VALUES (9); PRAGMA wal_checkpoint(TRUNCATE)";
        Assert.Equal(0L, settle.ExecuteScalar());
    }

    // Whoever has it next would read what was there when that began.
    [Fact]
    public void A_connection_on_which_somebody_still_reads_is_lent_to_nobody_else()
    {
        var forgotten = Command("SELECT Number FROM Numbers");
        Assert.True(forgotten.ExecuteReader().Read());
        connection.Close();

        using var settle = Other().CreateCommand();
        settle.CommandText = "INSERT INTO Numbers VALUES (9); PRAGMA wal_checkpoint(TRUNCATE)";
        Assert.Equal(0L, settle.ExecuteScalar());
        forgotten.Dispose();
        connection.Open();
        Assert.Equal(4L, Count());
    }

    [Fact]
    public void More_texts_than_are_kept_are_answered_all_the_same()
        => Assert.All(Enumerable.Range(0, 500), n => Assert.Equal((long)n, Ask($"SELECT {n}")));

    [Fact]
    public void No_more_connections_stay_open_than_are_kept()
    {
        var scopes = Enumerable.Range(0, 100).Select(_ => clinic.Services.CreateScope()).ToList();
        foreach (var scope in scopes)
            Open(scope.ServiceProvider.GetRequiredService<ClinicDb>());
        Assert.True(OpenFiles() >= 100);
        foreach (var scope in scopes)
            scope.ServiceProvider.GetRequiredService<ClinicDb>().Database.GetDbConnection().Close();

        Assert.InRange(OpenFiles(), 8, 15);
        scopes.ForEach(scope => scope.Dispose());
    }

    // Somebody who waits at the door for a minute needs none meanwhile.
    [Fact]
    public async Task A_context_has_a_connection_only_while_it_asks()
    {
        var before = OpenFiles();
        var scopes = Enumerable.Range(0, 60).Select(_ => clinic.Services.CreateAsyncScope()).ToList();
        foreach (var scope in scopes)
            await scope.ServiceProvider.GetRequiredService<ClinicDb>().Users.AnyAsync();

        Assert.InRange(OpenFiles(), 1, before + 10);
        foreach (var scope in scopes)
            await scope.DisposeAsync();
    }

    private int OpenFiles()
    {
        // Each has one of its own on the log; the file itself stays open as long as anybody has a lock on it.
        var file = new FileInfo(connection.DataSource).FullName + "-wal";
        return Directory.GetFiles("/proc/self/fd").Count(link => Target(link) == file);
    }

    // Other tests open and close what is theirs meanwhile.
    private static string? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static DbConnection Open(ClinicDb db)
    {
        db.Database.OpenConnection();
        return db.Database.GetDbConnection();
    }

    private DbConnection Other() => Open(theirs.ServiceProvider.GetRequiredService<ClinicDb>());

    private DbCommand Command(string text, object? number = null, DbConnection? on = null)
    {
        var command = (on ?? connection).CreateCommand();
        command.CommandText = text;
        if (number is not null)
            command.Parameters.Add(new SqliteParameter("$number", number));
        return command;
    }

    private void Execute(string text, object? number = null)
    {
        using var command = Command(text, number);
        command.ExecuteNonQuery();
    }

    private object? Ask(string text, object? number = null, DbConnection? on = null)
    {
        using var command = Command(text, number, on);
        return command.ExecuteScalar();
    }

    private object? Count() => Ask("SELECT COUNT(*) FROM Numbers");
}
