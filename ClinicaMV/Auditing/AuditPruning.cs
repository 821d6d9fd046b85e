using System.Diagnostics;
using System.Globalization;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Auditing;

/// <summary>
/// Deletes lines past their retention from the beginning of each chain, a batch at a time with a pause between, so that whoever
/// writes meanwhile hardly notices: one big delete would hold SQLite's only write lock for seconds. With each batch the signed
/// checkpoint moves, hence what is left verifies at any instant.
/// </summary>
public sealed class AuditPruning(ClinicDb db, AuditSeal seal, AuditTrail trail, IOptions<RetentionOptions> options, TimeProvider clock)
{
    private const int LargestBatch = 1_000;
    private const int SmallestBatch = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken cancel)
    {
        var pruned = 0L;
        foreach (var kept in Enum.GetValues<AuditClass>())
            pruned += await PruneAsync(kept, options.Value.CutoffOf(kept, Now), cancel);
        if (pruned > 0)
            await RecordAsync(AuditKind.RecordsPruned, pruned, cancel);

        var shortened = await ShortenOriginsAsync(options.Value.CutoffOfAddresses(Now), cancel);
        if (shortened > 0)
            await RecordAsync(AuditKind.OriginsErased, shortened, cancel);
    }

    /// <summary>What would go if it ran now. Changes nothing.</summary>
    public async Task<IReadOnlyList<PlannedPruning>> PlanAsync(CancellationToken cancel)
    {
        var plan = new List<PlannedPruning>();
        foreach (var kept in Enum.GetValues<AuditClass>())
        {
            var cutoff = options.Value.CutoffOf(kept, Now);
            var lines = db.AuditEvents.Where(e => e.Class == kept);
            var firstToStay = await lines.Where(e => e.At >= cutoff).MinAsync(e => (long?)e.Seq, cancel) ?? long.MaxValue;
            plan.Add(new(kept, cutoff, await lines.LongCountAsync(e => e.Seq < firstToStay, cancel)));
        }

        return plan;
    }

    /// <summary>How many addresses would be shortened if it ran now.</summary>
    public Task<long> CountOriginsAsync(CancellationToken cancel)
    {
        var cutoff = options.Value.CutoffOfAddresses(Now);
        return db.AuditEvents.LongCountAsync(e => e.OriginSalt != null && e.At < cutoff, cancel);
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<long> PruneAsync(AuditClass kept, DateTime cutoff, CancellationToken cancel)
    {
        var (pruned, size) = (0L, LargestBatch);
        while (await OldestAsync(kept, cutoff, size, cancel) is { } last)
        {
            await EnsureCheckpointAsync(kept, cancel);
            var from = Stopwatch.GetTimestamp();
            pruned += await db.InTurnAsync(() => DeleteAsync(kept, last, cancel), cancel);
            size = Stopwatch.GetElapsedTime(from) > LongestBatch ? Math.Max(SmallestBatch, size / 2) : Math.Min(LargestBatch, size * 2);
            await Task.Delay(Pause, cancel);
        }

        return pruned;
    }

    // In the order of the chain, up to the first that has to stay: a clock that was wrong once makes nothing go early.
    private async Task<ChainEnd?> OldestAsync(AuditClass kept, DateTime cutoff, int size, CancellationToken cancel)
    {
        var oldest = await db.AuditEvents.Where(e => e.Class == kept).OrderBy(e => e.Seq).Take(size).Select(e => new { e.Seq, e.At, e.Hash }).ToListAsync(cancel);
        return oldest.TakeWhile(e => e.At < cutoff).LastOrDefault() is { } last ? new ChainEnd(last.Seq, last.Hash) : null;
    }

    private async Task EnsureCheckpointAsync(AuditClass kept, CancellationToken cancel)
    {
        if (await db.AuditCheckpoints.AnyAsync(c => c.Class == kept, cancel))
            return;

        var checkpoint = new AuditCheckpoint { Class = kept };
        checkpoint.Move(ChainEnd.Beginning, Now, seal);
        db.AuditCheckpoints.Add(checkpoint);
        await db.SaveChangesAsync(cancel);
    }

    private async Task<int> DeleteAsync(AuditClass kept, ChainEnd last, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var moved = new AuditCheckpoint { Class = kept };
        moved.Move(last, Now, seal);
        await db.AuditCheckpoints.Where(c => c.Class == kept).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.Seq, moved.Seq).SetProperty(c => c.Hash, moved.Hash).SetProperty(c => c.At, moved.At).SetProperty(c => c.Signature, moved.Signature), cancel);
        var deleted = await db.AuditEvents.Where(e => e.Class == kept && e.Seq <= last.Seq).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
        return deleted;
    }

    private async Task<long> ShortenOriginsAsync(DateTime cutoff, CancellationToken cancel)
    {
        for (var shortened = 0L; ; await Task.Delay(Pause, cancel))
        {
            var lines = await db.AuditEvents.Where(e => e.OriginSalt != null && e.At < cutoff).OrderBy(e => e.At).Take(LargestBatch / 4).ToListAsync(cancel);
            if (lines.Count == 0)
                return shortened;

            lines.ForEach(line => line.ForgetOrigin());
            shortened += await db.SaveChangesAsync(cancel);
            db.ChangeTracker.Clear();
        }
    }

    private Task RecordAsync(AuditKind kind, long count, CancellationToken cancel)
    {
        trail.Allowed(kind, Actor.System, reason: count.ToString(CultureInfo.InvariantCulture));
        return db.SaveChangesAsync(cancel);
    }
}

/// <param name="Cutoff">Lines before it go.</param>
public sealed record PlannedPruning(AuditClass Class, DateTime Cutoff, long Lines);
