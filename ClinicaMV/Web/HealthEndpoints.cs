using ClinicaMV.Accounts;
using ClinicaMV.Limits;
using ClinicaMV.Operating;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace ClinicaMV.Web;

/// <summary>For load balancers and service managers: one word and a status. What is wrong is for administrators alone.</summary>
public static class HealthEndpoints
{
    private const string Live = "/health/live";
    private const string Ready = "/health/ready";

    /// <summary>Asked from inside, over plain http and without a proxy's headers.</summary>
    public static bool IsProbe(PathString path) => path == Live || path == Ready;

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(Live, new HealthCheckOptions { Predicate = _ => false }).Probe();
        app.MapHealthChecks(Ready).Probe();
        app.MapGet("/health", async (PortalStatus status, HttpContext context) =>
        {
            context.ExpectNoPage();
            var standing = await status.LookAsync(context.RequestAborted);
            return Results.Json(new
            {
                healthy = standing.Faults.Count == 0,
                faults = standing.Faults,
                version = Build.Version,
                database = standing.Database,
                mail = standing.Mail,
                recordVerifiedAt = standing.Record?.GreenAt,
                backedUpAt = standing.Backup?.TakenAt,
                instances = standing.Instances,
            });
        }).RequireAuthorization(Policies.Administrators).RequireRateLimiting(EndpointLimits.Pages);
    }

    private static void Probe(this IEndpointConventionBuilder endpoint)
        => endpoint.AllowAnonymous().RequireRateLimiting(EndpointLimits.Feed).WithMetadata(new SettingsLater());
}
