using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Visits;

/// <summary>How somebody's camera was is of no interest for long: it goes with the technical record.</summary>
public sealed class DevicePruning(ClinicDb db, IOptions<RetentionOptions> options, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var cutoff = clock.GetUtcNow().UtcDateTime.AddDays(-options.Value.TechnicalDays);
        await db.DeleteInBatchesAsync(db.DeviceChecks.Where(c => c.At < cutoff).OrderBy(c => c.At), cancel);
    }
}
