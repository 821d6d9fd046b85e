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

    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        if (limiter is not null)
            using (await limiter.AcquireAsync(1, cancel))
            {
            }
    }

    public void Dispose() => limiter?.Dispose();
}
