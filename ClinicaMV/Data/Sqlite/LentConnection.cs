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

    public override void Open() => open ??= connections.Lend(connectionString);

    public override void Close()
    {
        if (open is not { } lent)
            return;

        open = null;
        var canBeLent = false;
        try
        {
            canBeLent = lent.EndUse();
        }
        finally
        {
            if (canBeLent)
                connections.TakeBack(lent, connectionString);
            else
                lent.Dispose();
        }
    }

    /// <inheritdoc cref="KeptConnection.Spoil"/>
    public void Spoil() => open?.Spoil();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new LentTransaction(this, Current.BeginTransaction(isolationLevel));

    protected override DbCommand CreateDbCommand() => new KeptCommand(() => Current) { CommandTimeout = settings.DefaultTimeout };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }
}
