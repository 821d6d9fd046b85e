using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data.Sqlite;

/// <summary>
/// One transaction, on one connection, in which several write one after the other, each in a savepoint. It begins with the first of them and
/// is undone unless it is committed.
/// </summary>
internal sealed class SharedCommit : IDisposable
{
    private const string Part = "part";

    private (SqliteConnections From, KeptConnection Open, SqliteTransaction Transaction)? begun;

    /// <summary>Why nothing of it is kept.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether it could not begin because another process writes the file, and waiting for that has taken as long as it may.</summary>
    public bool IsShutOut => begun is null && (Failure?.IsBusy() ?? false);

    public KeptConnection Connection => begun?.Open ?? throw new InvalidOperationException("Nobody writes yet.");

    /// <summary>From here on it is somebody's part.</summary>
    public void Begin(SqliteConnections connections)
    {
        if (begun is null)
        {
            var open = connections.Lend();
            try
            {
                begun = (connections, open, open.BeginTransaction());
            }
            catch
            {
                connections.TakeBack(open);
                throw;
            }
        }

        begun.Value.Transaction.Save(Part);
    }

    /// <summary>What whoever writes takes for a transaction of their own.</summary>
    public LentTransaction TransactionOf(LentConnection connection) => new(connection, begun!.Value.Transaction, Part);

    public void Keep() => begun!.Value.Transaction.Release(Part);

    public void Undo()
    {
        begun!.Value.Transaction.Rollback(Part);
        Keep();
    }

    /// <summary>SQLite has given up all of it, or nobody can say what is left.</summary>
    public void Lose(Exception failure) => Failure ??= failure;

    public void Commit()
    {
        try
        {
            if (Failure is null)
                begun?.Transaction.Commit();
        }
        catch (Exception failure)
        {
            Lose(failure);
        }
    }

    public void Dispose()
    {
        try
        {
            begun?.From.TakeBack(begun.Value.Open);
        }
        catch (Exception) when (Failure is not null)
        {
            // That is what has been told already.
        }
    }
}
