using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data;

/// <summary>
/// A connection to the clinic's SQLite file, for as long as its context is kept. A commit is on the disk when it returns, foreign keys
/// hold, and whoever finds the file locked waits inside SQLite, which looks again sooner than the provider does.
/// </summary>
/// <remarks>What EF Core's own connections know besides SQL, such as <c>ef_compare</c> for decimals, this one does not: nothing here asks for it.</remarks>
internal sealed class KeptConnection : SqliteConnection
{
    private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";

    /// <summary>Far more than a day's pages ask for. Lists of many lengths could be more.</summary>
    private const int MostPrepared = 200;

    private readonly Dictionary<string, KeptCommand.Statements> prepared = [];

    public KeptConnection(string connection) : base(new SqliteConnectionStringBuilder(connection) { Pooling = false }.ToString())
        => CreateFunction<string, string>(Names.SqliteFunction, Names.Fold, isDeterministic: true);

    public override void Open()
    {
        base.Open();
        try
        {
            using var command = CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Ends a use of it, not the connection: the next one finds it as it is.</summary>
    public override void Close() => Transaction?.Dispose();

    /// <summary>Closes it. What it was told meanwhile is forgotten when it is opened again.</summary>
    public void Leave()
    {
        Forget();
        base.Close();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Leave();
        base.Dispose(disposing);
    }

    public override SqliteCommand CreateCommand() => new KeptCommand { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };

    /// <summary>The statements of that text, which are nobody else's until they are given back.</summary>
    /// <returns><see langword="null"/> when they have to be prepared.</returns>
    public KeptCommand.Statements? Take(string text) => prepared.Remove(text, out var command) ? command : null;

    public void GiveBack(KeptCommand.Statements command)
    {
        if (prepared.Count == MostPrepared)
            Forget();
        if (!prepared.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    private void Forget()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
        prepared.Clear();
    }
}
