using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>Holds senders back when the clinic's mail provider takes only so many mails a minute.</summary>
public sealed class MailPace(IOptions<MailOptions> options) : IDisposable
{
    private readonly RateLimiter? limiter = options.Value.PerMinute == 0 ? null : new SlidingWindowRateLimiter(new()
    {
        PermitLimit = options.Value.PerMinute,
        Window = TimeSpan.FromMinutes(1),
        SegmentsPerWindow = 12,
        QueueLimit = int.MaxValue,
    });

    private const int BatchesAMinute = 4;

    /// <summary>What can go out well within the lease, and the next batch with it: more is not to be claimed together.</summary>
    public int MostInBatch { get; } = options.Value.PerMinute == 0 ? int.MaxValue : Math.Max(1, options.Value.PerMinute / BatchesAMinute);

    /// <returns>Whether the next mail may go, within that time.</returns>
    public async ValueTask<bool> MayGoAsync(TimeSpan patience, CancellationToken stopping)
    {
        if (patience < TimeSpan.Zero || stopping.IsCancellationRequested)
            return false;
        if (limiter is null)
            return true;

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        enough.CancelAfter(patience);
        try
        {
            using var permit = await limiter.AcquireAsync(1, enough.Token);
            return permit.IsAcquired;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => limiter?.Dispose();
}
