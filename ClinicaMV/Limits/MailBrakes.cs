using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Limits;

/// <summary>
/// How often somebody can have mail sent to an address: no stranger floods a mailbox by way of the clinic, nor the clinic's mail server. It
/// is the typed address that counts, whether anybody has it or not.
/// </summary>
public sealed class MailBrakes(Brakes brakes, ILookupNormalizer normalizer)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Brake Addressee = new("Mail.Addressee", Free: 4, First: 5 * Minute, Longest: 60 * Minute, ForgetsOneIn: 30 * Minute);
    private static readonly Brake Network = new("Mail.Network", Free: 20, First: Minute / 2, Longest: 10 * Minute, ForgetsOneIn: 2 * Minute);

    /// <summary>Whether the addressee has had so much mail asked for lately that one more is not sent. Whoever asks must not learn of it.</summary>
    public async Task<bool> HoldBackAsync(string email, CancellationToken cancel)
        => await brakes.TakeAsync(Addressee, normalizer.NormalizeEmail(email), cancel) > TimeSpan.Zero;

    /// <summary>The same, counted in what is saved next, which is refused when somebody else counts for that address meanwhile.</summary>
    public async Task<bool> HoldBackWithNextSaveAsync(string email, CancellationToken cancel)
        => await brakes.TakeWithNextSaveAsync(Addressee, normalizer.NormalizeEmail(email), cancel) > TimeSpan.Zero;

    /// <returns>How long whoever asks from there has to wait; zero: go on.</returns>
    public Task<TimeSpan> TakeAsync(string network, CancellationToken cancel) => brakes.TakeAsync(Network, network, cancel);
}
