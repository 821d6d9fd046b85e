using System.Globalization;
using System.Threading.RateLimiting;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicaMV.Web;

/// <summary>
/// How often one person may ask how a visit stands: enough for five pages that ask every 2.5 seconds. Whoever asks more
/// is told when to come again, and nobody else notices; the record has one line a minute of it.
/// </summary>
public sealed class PollLimit : IRateLimiterPolicy<string>, IDisposable
{
    public const string Name = "poll";
    public const int AtOnce = 120;
    public const int PerSecond = 2;

    private readonly PartitionedRateLimiter<string> lines = PartitionedRateLimiter.Create<string, string>(
        person => RateLimitPartition.GetFixedWindowLimiter(person, _ => new() { PermitLimit = 1, Window = TimeSpan.FromMinutes(1) }));

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected => RefuseAsync;

    public RateLimitPartition<string> GetPartition(HttpContext context)
        => RateLimitPartition.GetTokenBucketLimiter(context.User.Id() ?? "", _ => new()
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });

    public void Dispose() => lines.Dispose();

    private async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancel)
    {
        var context = refused.HttpContext;
        context.ExpectNoPage();
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = 10.ToString(CultureInfo.InvariantCulture);
        using var line = lines.AttemptAcquire(context.User.Id() ?? "");
        if (!line.IsAcquired)
            return;

        context.RequestServices.GetRequiredService<AuditTrail>().Denied(AuditKind.PollsRefused, context.Actor(), context.GetRouteValue("id") as string);
        await context.RequestServices.GetRequiredService<ClinicDb>().SaveChangesAsync(cancel);
    }
}
