using ClinicaMV.Auditing;

namespace ClinicaMV.Data;

/// <summary>What the two databases say in different words, for SQL that is written by hand.</summary>
public sealed class Dialect
{
    // The first half of the advisory locks of the record's chains.
    private const int RecordLocks = 8_000;

    public static readonly Dialect Sqlite = new()
    {
        EpochOf = column => $"""unixepoch("{column}")""",
        SecondsLate = """(julianday("SentAt") - julianday("DueAt")) * 86400""",
        Version = """SELECT 'SQLite ' || sqlite_version() AS "Value" """,
        Bytes = """SELECT page_count * page_size AS "Value" FROM pragma_page_count(), pragma_page_size()""",
        // Whoever writes is alone.
        KeepUnchanged = "",
        SkipLocked = "",
        TakeTurn = _ => "",
    };

    public static readonly Dialect Postgres = new()
    {
        EpochOf = column => $"""FLOOR(EXTRACT(EPOCH FROM "{column}"))::bigint""",
        SecondsLate = """EXTRACT(EPOCH FROM "SentAt" - "DueAt")""",
        Version = """SELECT 'PostgreSQL ' || current_setting('server_version') AS "Value" """,
        Bytes = """SELECT pg_database_size(current_database()) AS "Value" """,
        KeepUnchanged = "FOR SHARE",
        SkipLocked = "FOR UPDATE SKIP LOCKED",
        // A session that stops in the middle must not keep everybody from the record: the server ends it.
        TakeTurn = chains => $"SET LOCAL idle_in_transaction_session_timeout = '10s'; SELECT pg_advisory_xact_lock({RecordLocks}, c) FROM unnest(ARRAY[{string.Join(',', chains.Select(c => (int)c))}]) AS c",
    };

    private Dialect()
    {
    }

    /// <summary>The instant in that column, in whole seconds since 1970.</summary>
    public required Func<string, string> EpochOf { get; init; }

    /// <summary>How late a mail went out, in seconds.</summary>
    public required string SecondsLate { get; init; }

    /// <summary>Asks which database this is, with its version.</summary>
    public required string Version { get; init; }

    /// <summary>Asks how large it is.</summary>
    public required string Bytes { get; init; }

    /// <summary>Ends a query so that nobody changes what it has found before the transaction has ended.</summary>
    public required string KeepUnchanged { get; init; }

    /// <summary>Ends a statement's subselect so that others skip what it has found.</summary>
    public required string SkipLocked { get; init; }

    /// <summary>The statement by which whoever adds to those chains of the record waits until nobody else does.</summary>
    public required Func<IEnumerable<AuditClass>, string> TakeTurn { get; init; }
}
