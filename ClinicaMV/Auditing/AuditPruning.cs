using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Auditing;

/// <summary>
/// Deletes records past their retention, a batch at a time with a pause between, so that whoever writes meanwhile hardly
/// notices: one big delete would hold SQLite's only write lock for seconds.
/// </summary>
public sealed class AuditPruning(ClinicDb db, AuditTrail trail, IOptions<RetentionOptions> options, TimeProvider clock)
{
    public const int BatchSize = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var pruned = 0;
        foreach (var kept in Enum.GetValues<AuditClass>())
            pruned += await PruneAsync(kept, CutoffOf(kept, now), cancel);

        if (pruned == 0)
            return;

        trail.Allowed(AuditKind.RecordsPruned, Actor.System, reason: pruned.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await db.SaveChangesAsync(cancel);
    }

    private DateTime CutoffOf(AuditClass kept, DateTime now) => kept switch
    {
        AuditClass.Technical => now.AddDays(-options.Value.TechnicalDays),
        _ => now.AddYears(-options.Value.AccessYears),
    };

    private async Task<int> PruneAsync(AuditClass kept, DateTime cutoff, CancellationToken cancel)
    {
        var pruned = 0;
        for (int batch; ; await Task.Delay(Pause, cancel))
        {
            batch = await db.AuditEvents
                .Where(e => e.Class == kept && e.At < cutoff)
                .OrderBy(e => e.At)
                .Take(BatchSize)
                .ExecuteDeleteAsync(cancel);
            pruned += batch;
            if (batch < BatchSize)
                return pruned;
        }
    }
}
