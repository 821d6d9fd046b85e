using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Visits;

/// <summary>Who was in which room is kept as long as any access.</summary>
public sealed class RoomPruning(ClinicDb db, IOptions<RetentionOptions> options, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var cutoff = clock.GetUtcNow().UtcDateTime.AddYears(-options.Value.AccessYears);
        await db.DeleteInBatchesAsync(db.VisitRooms.Where(r => r.StartsAt < cutoff).OrderBy(r => r.StartsAt), cancel);
    }
}
