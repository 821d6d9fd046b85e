using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data.Sqlite;

/// <summary>A command whose statements stay prepared on the connection when it is disposed, for the next one with the same text.</summary>
/// <param name="connection">On which it is executed, by the time it is.</param>
internal sealed class KeptCommand(Func<KeptConnection> connection) : SqliteCommand
{
    // SQLite's result codes.
    private const int Busy = 5;
    private const int Constraint = 19;

    private PreparedCommand? inUse;

    // One connection has one at most, in which everything is executed.
    protected override DbTransaction? DbTransaction { get; set; }

    public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => Execute(command => command.ExecuteReader(behavior));

    public override int ExecuteNonQuery() => Execute(command => command.ExecuteNonQuery());

    public override object? ExecuteScalar() => Execute(command => command.ExecuteScalar());

    public override void Prepare()
    {
        // It is, when it is executed.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Return();
        base.Dispose(disposing);
    }

    private T Execute<T>(Func<PreparedCommand, T> execute)
    {
        Return();
        var open = connection();
        var command = open.Take(CommandText);
        command.CommandTimeout = CommandTimeout;
        foreach (SqliteParameter parameter in Parameters)
            command.Parameters.Add(parameter);
        try
        {
            var answer = execute(command);
            inUse = command;
            return answer;
        }
        catch (Exception failure)
        {
            // A file that is gone or broken is so for this connection; another one may find it.
            if (failure is SqliteException { SqliteErrorCode: not (Busy or Constraint) })
                open.Spoil();
            open.GiveBack(command, isWhole: false);
            throw;
        }
    }

    private void Return()
    {
        if (inUse is not { } command)
            return;

        inUse = null;
        ((KeptConnection)command.Connection!).GiveBack(command, isWhole: true);
    }
}
