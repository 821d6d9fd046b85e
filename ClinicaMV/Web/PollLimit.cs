using System.Threading.RateLimiting;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Web;

/// <summary>
/// How often one person may ask how a visit stands: enough for five pages that ask every 2.5 seconds. Whoever asks more
/// is told when to come again, and nobody else notices; the record has one line a minute of it from each instance.
/// </summary>
public sealed class PollLimit : IRateLimiterPolicy<string>, IDisposable
{
    public const string Name = "poll";
    public const int AtOnce = 120;
    public const int PerSecond = 2;

    /// <summary>Companions have no account to be counted by: several may come from one network.</summary>
    public const int PerSecondOfNetwork = 10;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<string> lines = PartitionedRateLimiter.Create<string, string>(
        person => RateLimitPartition.GetFixedWindowLimiter(person, _ => new() { PermitLimit = 1, Window = TimeSpan.FromMinutes(1) }));

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected => RefuseAsync;

    public RateLimitPartition<string> GetPartition(HttpContext context)
        => RateLimitPartition.GetTokenBucketLimiter(Caller(context), _ => new()
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = context.User.Id() is null ? PerSecondOfNetwork : PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });

    public void Dispose() => lines.Dispose();

    private async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancel)
    {
        var context = refused.HttpContext;
        context.RefuseForNow(Wait);
        using var line = lines.AttemptAcquire(Caller(context));
        if (!line.IsAcquired)
            return;

        var db = context.RequestServices.GetRequiredService<ClinicDb>();
        var id = context.GetRouteValue("id") as string;
        var isCompanion = context.Request.Path.StartsWithSegments(CompanionPage.Path);
        // What somebody has typed is no id before there is such an appointment.
        var asked = isCompanion ? db.Companions.Where(c => c.PublicId == id).Select(c => c.Appointment) : db.Appointments.Where(a => a.PublicId == id);
        var appointmentId = await asked.Select(a => a.PublicId).SingleOrDefaultAsync(cancel);
        context.RequestServices.GetRequiredService<AuditTrail>().Denied(AuditKind.PollsRefused, context.Actor(), appointmentId);
        await db.SaveChangesAsync(cancel);
    }

    private static string Caller(HttpContext context) => context.User.Id() ?? context.CallerNetworkOf();
}
