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

    // Small enough that what comes in meanwhile and cannot wait is soon there.
    private const int MostInBatch = 200;
    private const int BatchesAMinute = 4;

    /// <summary>How many to claim together: what can go out well within the lease, and the next batch with it.</summary>
    public int Batch { get; } = options.Value.PerMinute == 0 ? MostInBatch : Math.Clamp(options.Value.PerMinute / BatchesAMinute, 1, MostInBatch);

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
