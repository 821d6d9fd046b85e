using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ClinicaMV.Data.Sqlite;

/// <summary>
/// Tells one state of the clinic's file from the next, whichever process has committed: <c>PRAGMA data_version</c>, for which SQLite looks at the memory that
/// all who have the file open share. It counts for each connection the commits of the others, so this one writes nothing.
/// </summary>
internal sealed class FileVersion(DataDirectory data) : IDisposable
{
    private readonly Lock gate = new();
    private SqliteConnection? connection;
    private sqlite3_stmt? ask;
    private long opened;
    private bool isOver;

    /// <returns>Another one than before whenever anything may have been committed meanwhile; <see langword="null"/> where that cannot be said.</returns>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public (long Opened, long Commits)? Now()
    {
        lock (gate)
        {
            if (isOver)
                return null;
            if (ask is null)
                Open();

            // By hand: what the provider does around each execution costs several times this.
            var hasAnswer = raw.sqlite3_step(ask) == raw.SQLITE_ROW;
            var commits = raw.sqlite3_column_int64(ask, 0);
            raw.sqlite3_reset(ask);
            if (hasAnswer)
                return (opened, commits);

            Close();
            return null;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            Close();
        }
    }

    private void Open()
    {
        connection = new(new SqliteConnectionStringBuilder(data.SqliteConnection) { Pooling = false }.ToString());
        connection.Open();
        // It counts anew on each connection.
        opened++;
        try
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, "PRAGMA data_version", out ask), connection.Handle);
        }
        catch
        {
            Close();
            throw;
        }
    }

    private void Close()
    {
        ask?.Dispose();
        connection?.Dispose();
        (ask, connection) = (null, null);
    }
}
