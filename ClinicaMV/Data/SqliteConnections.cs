using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ClinicaMV.Data;

/// <summary>
/// What every SQLite connection is told: a commit is on the disk when it returns, foreign keys hold, and whoever finds the
/// file locked waits inside SQLite, which looks again sooner than the provider does.
/// </summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        Teach(connection);
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancel = default)
    {
        Teach(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static void Teach(DbConnection connection)
        => ((SqliteConnection)connection).CreateFunction<string, string>(Names.SqliteFunction, Names.Fold, isDeterministic: true);
}
