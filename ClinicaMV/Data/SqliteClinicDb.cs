using System.Data;
using ClinicaMV.Auditing;
using ClinicaMV.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>One file, one process: the clinic on one machine.</summary>
public sealed class SqliteClinicDb(DbContextOptions<SqliteClinicDb> options) : ClinicDb(options)
{
    // Asked for in the constructor, contexts could not be kept and used again. Whoever opens a file of their own writes it alone.
    private readonly SingleWriter writer = Shared<SingleWriter>(options) ?? new();
    private readonly RememberedReads? remembered = Shared<RememberedReads>(options);

    public override Dialect Dialect => Dialect.Sqlite;

    public override Task<T> LookAsync<T>((string Of, string By) key, Func<Task<T>> read) => remembered?.ReadAsync(key, read) ?? read();

    // What the provider calls so is a deferred transaction: it reads, and keeps nobody from writing.
    public override Task<IDbContextTransaction> SnapshotAsync(CancellationToken cancel) => Database.BeginTransactionAsync(IsolationLevel.ReadUncommitted, cancel);

    // A commit that need not be on the disk at once keeps nobody waiting for the disk: a power cut takes back the last batches, each as a whole.
    public override async Task BeginBatchesAsync(CancellationToken cancel)
    {
        await Database.OpenConnectionAsync(cancel);
        await Database.ExecuteSqlRawAsync("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; PRAGMA wal_autocheckpoint=0", cancel);
    }

    // Else whoever commits next puts these pages on the disk, and the one that fills the log a thousand of them into the file, while all others wait.
    public override Task SettleAsync(CancellationToken cancel) => Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(PASSIVE)", cancel);

    // Nobody else shall have the connection as it is now.
    public override Task EndBatchesAsync()
    {
        ((LentConnection)Database.GetDbConnection()).Spoil();
        return Database.CloseConnectionAsync();
    }

    protected override async Task AppendAsync(IReadOnlyCollection<AuditEvent> lines, IDbContextTransaction? ours, CancellationToken cancel)
    {
        await SqliteRecord.AppendAsync(this, lines, cancel);
        // What is written is kept, also for somebody who goes away in this moment: no error of anybody's.
        if (ours is not null)
            await ours.CommitAsync(CancellationToken.None);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        Names.MapForSqlite(builder);
    }

    private static T? Shared<T>(DbContextOptions options) where T : class => options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<T>();

    protected override Task<T> WriteAsync<T>(Func<Task<T>> save, CancellationToken cancel)
    {
        HasWritten = true;
        return writer.WriteAsync(Database.GetDbConnection(), save, cancel);
    }
}
