using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>One file, one process: the clinic on one machine.</summary>
public sealed class SqliteClinicDb(DbContextOptions<SqliteClinicDb> options) : ClinicDb(options)
{
    // Asked for in the constructor, contexts could not be kept and used again. Whoever opens a file of their own writes it alone.
    private readonly SingleWriter writer = options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<SingleWriter>() ?? new();

    public override string SecondsLate => """(julianday("SentAt") - julianday("DueAt")) * 86400""";

    public override string EpochOf(string column) => $"""unixepoch("{column}")""";

    // Not an interceptor: EF Core tells those nothing when a save ends in a concurrency conflict.
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
        => writer.Write(() => base.SaveChanges(acceptAllChangesOnSuccess));

    // What the provider calls so is a deferred transaction: it reads, and keeps nobody from writing.
    public override Task<IDbContextTransaction> SnapshotAsync(CancellationToken cancel) => Database.BeginTransactionAsync(IsolationLevel.ReadUncommitted, cancel);

    // Else the commit that fills the log puts a thousand pages into the file, while all others wait.
    public override Task SettleAsync(CancellationToken cancel) => Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(PASSIVE)", cancel);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        Names.MapForSqlite(builder);
    }

    protected override Task<T> WriteAsync<T>(Func<Task<T>> save, CancellationToken cancel) => writer.WriteAsync(save, cancel);
}
