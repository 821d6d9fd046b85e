using System.Data;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data.Sqlite;

/// <summary>
/// An open connection that is lent to one after the other. A commit is on the disk when it returns, foreign keys hold, and whoever finds
/// the file locked waits inside SQLite, which looks again sooner than the provider does.
/// </summary>
/// <remarks>What EF Core's own connections know besides SQL, such as <c>ef_compare</c> for decimals, this one does not: nothing here asks for it.</remarks>
internal sealed class KeptConnection : SqliteConnection
{
    // What it has read of the file it keeps until anybody commits, and asks the system for it again after that: a megabyte each is enough.
    private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-1000;";

    /// <summary>More than a day's pages ask for. Lists of many lengths could be more.</summary>
    private const int MostPrepared = 100;

    // What is longer is asked once, with hundreds of rows in it, and would stay in memory.
    private const int MostParameters = 50;
    private const int LongestText = 8_000;

    private readonly Dictionary<string, PreparedCommand> prepared = [];
    private int taken;
    private bool isSpoilt;

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
            Close();
            throw;
        }
    }

    public override void Close()
    {
        Forget();
        base.Close();
    }

    public override SqliteCommand CreateCommand() => new KeptCommand(() => this) { CommandTimeout = DefaultTimeout };

    /// <summary>It has been told, or has met, what nobody else shall have to do with: it is not lent again.</summary>
    public void Spoil() => isSpoilt = true;

    /// <summary>Undoes what the one to whom it was lent has not ended.</summary>
    /// <returns>Whether somebody else can have it: nothing of it is in use any more, and nothing was wrong with it.</returns>
    public bool EndUse()
    {
        Transaction?.Dispose();
        return taken == 0 && !isSpoilt;
    }

    /// <summary>The statements of that text, which are nobody else's until they are given back.</summary>
    public PreparedCommand Take(string text)
    {
        if (!prepared.Remove(text, out var command))
            command = new() { CommandText = text, Connection = this };
        command.Transaction = Transaction;
        taken++;
        return command;
    }

    /// <param name="isWhole">It has done what it was to do, and can do it again.</param>
    public void GiveBack(PreparedCommand command, bool isWhole)
    {
        taken--;
        var isKept = isWhole && State == ConnectionState.Open && !command.IsBeingRead && command.Parameters.Count <= MostParameters
            // Some of what a pragma does, it does when it is prepared.
            && command.CommandText.Length <= LongestText && !command.CommandText.Contains("PRAGMA", StringComparison.Ordinal);
        command.Parameters.Clear();
        if (isKept && prepared.Count == MostPrepared)
            Forget();
        if (!isKept || !prepared.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    private void Forget()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
        prepared.Clear();
    }
}
