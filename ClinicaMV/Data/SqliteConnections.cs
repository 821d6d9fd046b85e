using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace ClinicaMV.Data;

/// <summary>
/// What every SQLite connection is told: a commit is on the disk when it returns, foreign keys hold, and whoever finds the
/// file locked waits inside SQLite, which looks again sooner than the provider does.
/// </summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";

    // A request opens several; what the pool hands out has been told already, and keeps all but the function.
    private readonly ConditionalWeakTable<sqlite3, object> told = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (Teach(connection) is not { } handle)
            return;

        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        told.AddOrUpdate(handle, this);
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancel = default)
    {
        if (Teach(connection) is not { } handle)
            return;

        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancel);
        told.AddOrUpdate(handle, this);
    }

    /// <returns>The handle, if it has still to be told the rest.</returns>
    private sqlite3? Teach(DbConnection connection)
    {
        var sqlite = (SqliteConnection)connection;
        sqlite.CreateFunction<string, string>(Names.SqliteFunction, Names.Fold, isDeterministic: true);
        return sqlite.Handle is { } handle && !told.TryGetValue(handle, out _) ? handle : null;
    }
}
