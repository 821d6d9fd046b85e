using System.Globalization;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using ClinicaMV.Limits;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicaMV.Web;

/// <summary>Bytes that mean nothing, with which the device check measures its way to us: how long an answer takes, and how long many bytes.</summary>
public static class ConnectionTrial
{
    public const string Address = "/DeviceCheck/Bytes";
    public const int MostBytes = 256 * 1024;

    // Whatever compresses on its way would measure something else.
    private static readonly byte[] Noise = RandomNumberGenerator.GetBytes(MostBytes);

    public static void MapConnectionTrial(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet(Address, Answer).RequireRateLimiting(ConnectionTrialLimit.Name);

    private static IResult Answer(string? count)
        => Results.Bytes(Noise.AsMemory(0, int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, MostBytes) : 0), "application/octet-stream");
}

/// <summary>How often one person may ask for them: a check takes seven, and people press again.</summary>
public sealed class ConnectionTrialLimit : IRateLimiterPolicy<string>
{
    public const string Name = "connection-trial";
    public const int PerMinute = 150;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = (refused, _) =>
    {
        refused.HttpContext.RefuseForNow(Window);
        return ValueTask.CompletedTask;
    };

    public RateLimitPartition<string> GetPartition(HttpContext context)
        => RateLimitPartition.GetFixedWindowLimiter(context.User.Id() ?? "", _ => new() { PermitLimit = PerMinute, Window = Window });
}
