using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Visits;

/// <summary>Name, address and link of a companion go some days after the visit, or after it is clear that they do not come; and their mail with them.</summary>
public sealed class CompanionPruning(ClinicDb db, IOptions<RetentionOptions> options, TimeProvider clock)
{
    private const int BatchSize = 500;

    public async Task RunAsync(CancellationToken cancel)
    {
        var cutoff = clock.GetUtcNow().UtcDateTime.AddDays(-options.Value.CompanionDays);
        int batch;
        do
        {
            batch = await db.Companions
                .Where(c => c.Appointment.EndsAt < cutoff || ((c.State == CompanionState.Declined || c.State == CompanionState.Removed) && c.ChangedAt < cutoff))
                .OrderBy(c => c.Id).Take(BatchSize).ExecuteDeleteAsync(cancel);
        }
        while (batch == BatchSize);
    }
}
