using System.Data;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data;

/// <summary>A command whose statements stay prepared on its connection when it is disposed, for the next one with the same text.</summary>
internal sealed class KeptCommand : SqliteCommand
{
    private Statements? inUse;

    // Everything is executed by way of this one.
    public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
    {
        // Some of what a pragma does, it does when it is prepared.
        if (Connection is not KeptConnection connection || CommandText.Contains("PRAGMA", StringComparison.Ordinal))
            return base.ExecuteReader(behavior);

        Return();
        var asked = connection.Take(CommandText) ?? new Statements { CommandText = CommandText, Connection = connection };
        asked.Transaction = Transaction;
        asked.CommandTimeout = CommandTimeout;
        foreach (SqliteParameter parameter in Parameters)
            asked.Parameters.Add(parameter);
        try
        {
            var reader = asked.ExecuteReader(behavior);
            inUse = asked;
            return reader;
        }
        catch
        {
            asked.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Return();
        base.Dispose(disposing);
    }

    private void Return()
    {
        if (inUse is not { } used)
            return;

        inUse = null;
        used.Parameters.Clear();
        if (Connection is KeptConnection { State: ConnectionState.Open } connection && !used.AreRead)
            connection.GiveBack(used);
        else
            used.Dispose();
    }

    public sealed class Statements : SqliteCommand
    {
        /// <summary>Somebody has not closed the reader.</summary>
        public bool AreRead => DataReader is not null;
    }
}
