using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Visits;

/// <summary>Name, address and link of a companion go some days after the visit, or after it is clear that they do not come; and their mail with them.</summary>
public sealed class CompanionPruning(ClinicDb db, IOptions<RetentionOptions> options, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var cutoff = clock.GetUtcNow().UtcDateTime.AddDays(-options.Value.CompanionDays);
        await db.DeleteInBatchesAsync(db.Companions
            .Where(c => c.Appointment.EndsAt < cutoff || ((c.State == CompanionState.Declined || c.State == CompanionState.Removed) && c.ChangedAt < cutoff))
            .OrderBy(c => c.Id), cancel);
    }
}
