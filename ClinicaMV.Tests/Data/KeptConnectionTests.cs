using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Data;

/// <summary>The clinic's own connections, which stay open with what they have prepared.</summary>
public sealed class KeptConnectionTests : IClassFixture<SqliteClinic>, IDisposable
{
    private readonly IServiceScope mine;
    private readonly IServiceScope theirs;
    private readonly ClinicDb db;
    private readonly SqliteConnection connection;

    public KeptConnectionTests(SqliteClinic clinic)
    {
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
    public void A_closed_connection_stays_as_it_is_and_ends_its_transaction()
    {
        using (connection.BeginTransaction())
        {
            Execute("DELETE FROM Numbers");
            connection.Close();
        }

        Assert.Equal(3L, Count());
        Assert.Equal(2L, Ask("PRAGMA synchronous"));
        Assert.Equal(1L, Ask("PRAGMA foreign_keys"));
    }

    [Fact]
    public async Task What_was_told_for_a_change_in_batches_is_forgotten_after_it()
    {
        await db.BeginBatchesAsync(default);
        Assert.Equal(1L, Ask("PRAGMA synchronous"));
        await db.EndBatchesAsync();
        connection.Open();

        Assert.Equal(2L, Ask("PRAGMA synchronous"));
        Assert.Equal(3L, Count());
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

    [Fact]
    public void More_texts_than_are_kept_are_answered_all_the_same()
        => Assert.All(Enumerable.Range(0, 500), n => Assert.Equal((long)n, Ask($"SELECT {n}")));

    private static SqliteConnection Open(ClinicDb db)
    {
        db.Database.OpenConnection();
        return (SqliteConnection)db.Database.GetDbConnection();
    }

    private SqliteConnection Other() => Open(theirs.ServiceProvider.GetRequiredService<ClinicDb>());

    private SqliteCommand Command(string text, object? number = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        if (number is not null)
            command.Parameters.AddWithValue("$number", number);
        return command;
    }

    private void Execute(string text, object? number = null)
    {
        using var command = Command(text, number);
        command.ExecuteNonQuery();
    }

    private object? Ask(string text, object? number = null)
    {
        using var command = Command(text, number);
        return command.ExecuteScalar();
    }

    private object? Count() => Ask("SELECT COUNT(*) FROM Numbers");
}
