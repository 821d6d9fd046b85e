using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicaMV.Operating;

/// <summary>Whether this instance can answer people: its database does, and it is not about to end.</summary>
internal sealed class DatabaseHealth(ClinicDb db, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancel = default)
        => !lifetime.ApplicationStopping.IsCancellationRequested && await db.Database.CanConnectAsync(cancel)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy();
}
