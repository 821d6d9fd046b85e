using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Visits;

/// <summary>Who was in which room is kept as long as any access.</summary>
public sealed class RoomPruning(ClinicDb db, ClockDoubt doubt, IOptions<RetentionOptions> options, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        if (await doubt.UntilAsync(cancel) is not null)
            return;

        var cutoff = clock.GetUtcNow().UtcDateTime.AddYears(-options.Value.AccessYears);
        await db.DeleteInBatchesAsync(db.VisitRooms.Where(r => r.StartsAt < cutoff).OrderBy(r => r.StartsAt), cancel);
    }
}
