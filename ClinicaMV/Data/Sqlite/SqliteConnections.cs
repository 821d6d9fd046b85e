using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ClinicaMV.Data.Sqlite;

/// <summary>
/// The open connections to the clinic's SQLite file, with all that they have prepared: to open one, and to prepare anew what is asked all
/// day, cost more than to answer it. The one that came back last is lent first, so that a quiet clinic needs one or two.
/// </summary>
internal sealed class SqliteConnections(DataDirectory data) : DbConnectionInterceptor, IDisposable
{
    /// <summary>As many as are in use at once when 32 people ask; each has up to three megabytes of statements, and its own copy of what it has read.</summary>
    private const int MostKept = 8;

    private readonly string ours = data.SqliteConnection;
    private readonly ConcurrentStack<KeptConnection> free = new();
    private int kept;
    private volatile bool isOver;

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result)
        => InterceptionResult<DbConnection>.SuppressWithResult(new LentConnection(this, eventData.ConnectionString!));

    /// <summary>One to the clinic's own file.</summary>
    public KeptConnection Lend() => Lend(ours);

    public KeptConnection Lend(string connection)
    {
        if (IsOurs(connection) && free.TryPop(out var open))
        {
            Interlocked.Decrement(ref kept);
            return open;
        }

        open = new KeptConnection(connection);
        open.Open();
        return open;
    }

    /// <inheritdoc cref="TakeBack(KeptConnection, string)"/>
    public void TakeBack(KeptConnection open) => TakeBack(open, ours);

    /// <summary>Undoes what has not been ended on it.</summary>
    public void TakeBack(KeptConnection open, string connection)
    {
        var isKept = false;
        try
        {
            isKept = open.EndUse() && IsOurs(connection) && HasRoom();
        }
        finally
        {
            if (!isKept)
                open.Dispose();
        }

        if (isKept)
            free.Push(open);
        if (isOver)
            Dispose();
    }

    // The last one to be closed puts the log away.
    public void Dispose()
    {
        isOver = true;
        while (free.TryPop(out var open))
            open.Dispose();
    }

    private bool HasRoom()
    {
        if (Interlocked.Increment(ref kept) <= MostKept)
            return true;

        Interlocked.Decrement(ref kept);
        return false;
    }

    // EF Core looks whether there is a file, and only reads it, by another name.
    public bool IsOurs(string connection) => connection == ours;
}
