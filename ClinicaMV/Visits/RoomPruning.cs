using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Visits;

/// <summary>Who was in which room is kept as long as any access; a batch at a time, as <see cref="AuditPruning"/> does.</summary>
public sealed class RoomPruning(ClinicDb db, IOptions<RetentionOptions> options, TimeProvider clock)
{
    private const int BatchSize = 500;

    public async Task RunAsync(CancellationToken cancel)
    {
        var cutoff = clock.GetUtcNow().UtcDateTime.AddYears(-options.Value.AccessYears);
        int batch;
        do
        {
            batch = await db.VisitRooms.Where(r => r.StartsAt < cutoff).OrderBy(r => r.StartsAt).Take(BatchSize).ExecuteDeleteAsync(cancel);
        }
        while (batch == BatchSize);
    }
}
