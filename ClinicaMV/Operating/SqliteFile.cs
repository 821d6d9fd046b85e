using System.Data.Common;
using ClinicaMV.Data;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Operating;

/// <summary>A SQLite file that nobody serves: a copy that was just made, or one that lies in a backup.</summary>
internal sealed class SqliteFile(string path)
{
    /// <summary>What SQLite keeps beside a database, and holds for a part of it.</summary>
    public static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    /// <summary>Not pooled: when it is closed, the file is whole and nobody's.</summary>
    public string Connection { get; } = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();

    /// <summary>Makes it a copy of a database as that is at one instant. Whoever writes there meanwhile is not held up.</summary>
    public void CopyFrom(string connection)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder(connection) { Pooling = false }.ToString());
        using var copy = new SqliteConnection(Connection);
        source.Open();
        copy.Open();
        source.BackupDatabase(copy);
    }

    /// <returns>What SQLite finds wrong with it; nothing when it is sound.</returns>
    public IReadOnlyList<string> Faults()
    {
        using var connection = Open();
        List<string> found = [.. Texts(connection, "PRAGMA integrity_check").Where(line => line != "ok"), .. Texts(connection, "PRAGMA foreign_key_check").Select(table => $"{table}: a row points to one that is not there")];
        return found;
    }

    public IReadOnlyDictionary<string, long> Rows()
    {
        using var connection = Open();
        return RowsIn(connection);
    }

    /// <summary>Those that a connection sees, in its transaction if it has one.</summary>
    public static IReadOnlyDictionary<string, long> RowsIn(DbConnection connection)
    {
        var tables = Texts(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '__EFMigrationsLock' ORDER BY name").ToList();
        return tables.ToDictionary(table => table, table => long.Parse(Texts(connection, $"SELECT count(*) FROM \"{table}\"").Single(), System.Globalization.CultureInfo.InvariantCulture));
    }

    public IReadOnlyList<string> Migrations()
    {
        using var connection = Open();
        return [.. Texts(connection, """SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY "MigrationId" """)];
    }

    /// <returns>Whose it is; nothing of a database that has no such row.</returns>
    public string? Clinic()
    {
        using var connection = Open();
        return Texts(connection, """SELECT "Code" FROM "ClinicIdentity" """).SingleOrDefault();
    }

    /// <summary>
    /// Makes the record begin its anchors anew: what was anchored while the copy was made is not among those that go with it. A mail that
    /// was to tell of the last one has nothing to tell any more.
    /// </summary>
    public void ForgetAnchor()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE "AuditChecks" SET "Anchor" = NULL;
            UPDATE "OutgoingMail" SET "State" = 'Void' WHERE "Kind" = 'RecordAnchored' AND "State" IN ('Pending', 'Sending', 'Uncertain');
            """;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(Connection);
        connection.Open();
        connection.CreateFunction<string, string>(Names.SqliteFunction, Names.Fold, isDeterministic: true);
        return connection;
    }

    private static IEnumerable<string> Texts(DbConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader.GetString(0);
    }
}
