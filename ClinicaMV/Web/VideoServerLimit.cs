using System.Threading.RateLimiting;
using ClinicaMV.Jitsi;
using ClinicaMV.Limits;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicaMV.Web;

/// <summary>
/// How often the video server may call. Whoever shows the secret has room for a full clinic that comes at the same hour; what
/// proves itself only by its signature is counted by the network it comes from, and whoever shows nothing apart: none takes the server's place.
/// </summary>
public sealed class VideoServerLimit(BearerSecret bearer) : IRateLimiterPolicy<string>
{
    public const string Name = "video-server";
    public const int ServerPerWindow = 2_000;
    public const int WebhooksPerWindow = 1_000;
    public const int OthersPerWindow = 200;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = (refused, _) =>
    {
        refused.HttpContext.RefuseForNow(Window);
        return ValueTask.CompletedTask;
    };

    public RateLimitPartition<string> GetPartition(HttpContext context)
    {
        var (who, most) = bearer.IsShownBy(context) ? ("server", ServerPerWindow)
            : context.GetEndpoint()?.Metadata.GetMetadata<AskedSecret>() is null ? ($"webhooks {context.CallerNetworkOf()}", WebhooksPerWindow)
            : ("others", OthersPerWindow);
        return RateLimitPartition.GetFixedWindowLimiter(who, _ => new() { PermitLimit = most, Window = Window });
    }
}
