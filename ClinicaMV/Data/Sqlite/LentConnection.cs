using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data.Sqlite;

/// <summary>What EF Core opens and closes: between the two it has one of the <see cref="SqliteConnections"/> to itself.</summary>
internal sealed class LentConnection(SqliteConnections connections, string connectionString) : DbConnection
{
    private readonly SqliteConnectionStringBuilder settings = new(connectionString);
    private KeptConnection? open;
    private SharedCommit? shared;

    [AllowNull]
    public override string ConnectionString
    {
        get => connectionString;
        set => throw new NotSupportedException();
    }

    public override string Database => "main";

    public override string DataSource => settings.DataSource;

    public override string ServerVersion => Current.ServerVersion;

    public override ConnectionState State => open is null ? ConnectionState.Closed : ConnectionState.Open;

    private KeptConnection Current => open ?? throw new InvalidOperationException("The connection is not open.");

    public override void Open() => open ??= shared?.Connection ?? connections.Lend(connectionString);

    public override void Close()
    {
        var lent = open;
        open = null;
        if (lent is not null && shared is null)
            connections.TakeBack(lent, connectionString);
    }

    /// <summary>Whether what is written by way of it can be a part of what others write: it goes to the same file, and nothing has been told to its connection.</summary>
    public bool CanShare => open is null && connections.IsOurs(connectionString);

    /// <summary>From here until <see cref="EndPart"/> it is a part of that transaction.</summary>
    public void BeginPart(SharedCommit commit)
    {
        commit.Begin(connections);
        shared = commit;
    }

    public void EndPart() => (shared, open) = (null, shared is null ? open : null);

    /// <inheritdoc cref="KeptConnection.Spoil"/>
    public void Spoil() => open?.Spoil();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
        => shared?.TransactionOf(this) ?? new LentTransaction(this, Current.BeginTransaction(isolationLevel));

    protected override DbCommand CreateDbCommand() => new KeptCommand(() => Current) { CommandTimeout = settings.DefaultTimeout };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }
}
