using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicaMV.Data;

public static class DatabaseErrors
{
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintTrigger = 1811;
    private const int SqliteBusy = 5;
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const string InsufficientResources = "53";

    /// <summary>Whether the database takes no writes now (read-only, full, out of order, or told to refuse them): nothing was saved.</summary>
    public static bool RefusesWrites(this Exception failure) => CauseOf(failure) switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteBusy or SqliteReadOnly or SqliteIoError or SqliteFull or SqliteCannotOpen
            || sqlite.SqliteExtendedErrorCode == SqliteConstraintTrigger,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.RaiseException or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow
            || postgres.SqlState.StartsWith(InsufficientResources, StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>Whether somebody else holds SQLite's file for longer than anybody was willing to wait.</summary>
    internal static bool IsBusy(this Exception failure) => failure is SqliteException { SqliteErrorCode: SqliteBusy };

    /// <summary>Whether it is the database that failed, and not what was asked of it.</summary>
    public static bool IsOfDatabase(this Exception failure) => CauseOf(failure) is DbException or DbUpdateException;

    /// <summary>Whether the same question may be answered a moment later: the server is being started again, or has ended the connection.</summary>
    public static bool MayPass(this Exception failure) => CauseOf(failure) is DbException { IsTransient: true };

    // What may pass by itself EF Core wraps once more on PostgreSQL.
    private static Exception CauseOf(Exception failure) => failure switch
    {
        DbUpdateException { InnerException: { } inner } => CauseOf(inner),
        InvalidOperationException { InnerException: DbException or DbUpdateException } => CauseOf(failure.InnerException!),
        _ => failure,
    };

    /// <summary>Whether the database refused a row because another with the same key, or an overlapping span, is there.</summary>
    public static bool IsTaken(this DbUpdateException failure) => failure.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteConstraintPrimaryKey or SqliteConstraintUnique,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation,
        _ => false,
    };
}
