using System.Globalization;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Auditing;

/// <summary>
/// Deletes lines past their retention from the beginning of each chain, in batches. With each batch the signed checkpoint moves, hence
/// what is left verifies at any instant.
/// </summary>
public sealed class AuditPruning(ClinicDb db, AuditSeal seal, AuditTrail trail, IOptions<RetentionOptions> options, TimeProvider clock)
{
    /// <summary>How far behind a chain's beginning somebody looks who wants to know whether lines are held back.</summary>
    private const int LookedThrough = 10_000;

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

    /// <summary>
    /// The hour on a line that was written while the clock was ahead: as nothing goes early, what follows it in its chain stays for as long as
    /// it does.
    /// </summary>
    public async Task<DateTime?> AheadAsync(CancellationToken cancel)
    {
        var tomorrow = Now.AddDays(1);
        if (await db.AuditEvents.Where(e => e.At > tomorrow).MaxAsync(e => (DateTime?)e.At, cancel) is { } ahead)
            return ahead;

        foreach (var kept in Enum.GetValues<AuditClass>())
        {
            // What was past its retention the night before last would have gone.
            var (cutoff, chain) = (options.Value.CutoffOf(kept, Now.AddDays(-2)), db.AuditEvents.Where(e => e.Class == kept));
            if (await chain.OrderBy(e => e.Seq).Select(e => new { e.Seq, e.At }).FirstOrDefaultAsync(cancel) is { } first && first.At >= cutoff
                && await chain.AnyAsync(e => e.Seq > first.Seq && e.Seq <= first.Seq + LookedThrough && e.At < cutoff, cancel))
                return first.At;
        }

        return null;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private Task<long> PruneAsync(AuditClass kept, DateTime cutoff, CancellationToken cancel) => db.InBatchesAsync(async size
        => await OldestAsync(kept, cutoff, size, cancel) is { } last ? await db.InTurnAsync(() => DeleteAsync(kept, last, cancel), cancel) : 0, cancel);

    // In the order of the chain, up to the first that has to stay: a clock that was wrong once makes nothing go early.
    private async Task<ChainEnd?> OldestAsync(AuditClass kept, DateTime cutoff, int size, CancellationToken cancel)
    {
        var chain = db.AuditEvents.Where(e => e.Class == kept);
        if (await chain.MinAsync(e => (long?)e.Seq, cancel) is not { } first)
            return null;

        var end = first + size;
        end = await chain.Where(e => e.Seq < end && e.At >= cutoff).OrderBy(e => e.Seq).Select(e => (long?)e.Seq).FirstOrDefaultAsync(cancel) ?? end;
        var last = await chain.Where(e => e.Seq < end).OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Hash }).FirstOrDefaultAsync(cancel);
        return last is null ? null : new ChainEnd(last.Seq, last.Hash);
    }

    private async Task<int> DeleteAsync(AuditClass kept, ChainEnd last, CancellationToken cancel)
    {
        var (name, checkpoint) = (kept.ToString(), new AuditCheckpoint { Class = kept });
        checkpoint.Move(last, Now, seal);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Only onwards: two who prune at once, on two instances or by the command line, need not be equally far.
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "AuditCheckpoints" ("Class", "Seq", "Hash", "At", "Signature")
            VALUES ({name}, {checkpoint.Seq}, {checkpoint.Hash}, {checkpoint.At}, {checkpoint.Signature})
            ON CONFLICT ("Class") DO UPDATE SET "Seq" = excluded."Seq", "Hash" = excluded."Hash", "At" = excluded."At", "Signature" = excluded."Signature"
            WHERE "AuditCheckpoints"."Seq" < excluded."Seq"
            """, cancel);
        var deleted = await db.AuditEvents.Where(e => e.Class == kept && e.Seq <= last.Seq).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
        return deleted;
    }

    // A statement for each network.
    private Task<long> ShortenOriginsAsync(DateTime cutoff, CancellationToken cancel) => db.InBatchesAsync(async size =>
    {
        var lines = await db.AuditEvents.Where(e => e.OriginSalt != null && e.At < cutoff).OrderBy(e => e.At).Take(size / 4).Select(e => new { e.Id, e.IpAddress }).ToListAsync(cancel);
        var shortened = 0;
        foreach (var network in lines.GroupBy(line => Network.Of(line.IpAddress)))
            shortened += await ShortenAsync(network.Key, [.. network.Select(line => line.Id)], cancel);
        return shortened;
    }, cancel);

    // The network of the address stays, and nothing else of where they came from: the chain holds without it. Counted is what nobody else has shortened.
    private Task<int> ShortenAsync(string? network, List<long> lines, CancellationToken cancel) => db.InTurnAsync(() => db.AuditEvents
        .Where(e => lines.Contains(e.Id) && e.OriginSalt != null)
        .ExecuteUpdateAsync(set => set.SetProperty(e => e.IpAddress, network).SetProperty(e => e.AgentFamily, (string?)null).SetProperty(e => e.OriginSalt, (byte[]?)null), cancel), cancel);

    private Task RecordAsync(AuditKind kind, long count, CancellationToken cancel)
    {
        trail.Allowed(kind, Actor.System, reason: count.ToString(CultureInfo.InvariantCulture));
        return db.SaveChangesAsync(cancel);
    }
}

/// <param name="Cutoff">Lines before it go.</param>
public sealed record PlannedPruning(AuditClass Class, DateTime Cutoff, long Lines);
