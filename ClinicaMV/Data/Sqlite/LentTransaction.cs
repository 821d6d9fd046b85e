using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data.Sqlite;

/// <summary>A transaction of a <see cref="LentConnection"/>: EF Core wants it to be of the connection that it knows.</summary>
/// <param name="part">The savepoint that is all of it, where the transaction is shared: whoever shares it commits.</param>
internal sealed class LentTransaction(LentConnection connection, SqliteTransaction transaction, string? part = null) : DbTransaction
{
    private bool isOver;

    public override IsolationLevel IsolationLevel => transaction.IsolationLevel;

    public override bool SupportsSavepoints => true;

    // None any more once it has ended, as with the provider's own.
    protected override DbConnection? DbConnection => isOver || transaction.Connection is null ? null : connection;

    public override void Commit()
    {
        if (part is null)
            transaction.Commit();
        isOver = true;
    }

    public override void Rollback()
    {
        if (part is null)
            transaction.Rollback();
        else
            transaction.Rollback(part);
        isOver = true;
    }

    public override void Save(string savepointName) => transaction.Save(savepointName);

    public override void Rollback(string savepointName) => transaction.Rollback(savepointName);

    public override void Release(string savepointName) => transaction.Release(savepointName);

    protected override void Dispose(bool disposing)
    {
        if (disposing && part is null)
            transaction.Dispose();
        else if (disposing && !isOver)
            UndoPart();
        base.Dispose(disposing);
    }

    private void UndoPart()
    {
        try
        {
            Rollback();
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            // SQLite has undone everything already: whoever shares it finds that out, and what failed is still to be told.
        }
    }
}
