using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Limits;

/// <summary>
/// How often somebody can have mail sent to an address: no stranger floods a mailbox by way of the clinic, nor the clinic's mail server. It
/// is the typed address that counts, whether anybody has it or not.
/// </summary>
public sealed class MailBrakes(Brakes brakes, ILookupNormalizer normalizer)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Brake AddresseeFromOneNetwork = new("Mail.AddresseeNetwork", Free: 4, First: 5 * Minute, Longest: 60 * Minute, ForgetsOneIn: 30 * Minute);
    // From however many places. What one network alone may do never comes to that, so that no single stranger keeps the owner's mail back.
    private static readonly Brake Addressee = new("Mail.Addressee", Free: 15, First: 2 * Minute, Longest: 10 * Minute, ForgetsOneIn: 10 * Minute);
    private static readonly Brake Person = new("Mail.Person", Free: 4, First: 5 * Minute, Longest: 60 * Minute, ForgetsOneIn: 30 * Minute);
    private static readonly Brake Network = new("Mail.Network", Free: 20, First: Minute / 2, Longest: 10 * Minute, ForgetsOneIn: 2 * Minute);

    /// <summary>
    /// Whether so much mail has been asked for to that address lately, from there and from everywhere, that one more is not sent; counted in
    /// what is saved next, which is refused when somebody else counts for that address meanwhile. Whoever asks must not learn of it.
    /// </summary>
    public async Task<bool> HoldBackWithNextSaveAsync(string network, string email, CancellationToken cancel)
    {
        var addressee = normalizer.NormalizeEmail(email);
        return await brakes.TakeWithNextSaveAsync(AddresseeFromOneNetwork, $"{network}\0{addressee}", cancel) > TimeSpan.Zero
            || await brakes.TakeWithNextSaveAsync(Addressee, addressee, cancel) > TimeSpan.Zero;
    }

    /// <summary>The same for somebody who is signed in: what strangers have asked for elsewhere does not count, and many addresses are many mails.</summary>
    public async Task<bool> HoldBackAsync(string personId, string email, CancellationToken cancel)
        => await brakes.TakeAsync([(Person, personId), (AddresseeFromOneNetwork, $"{personId}\0{normalizer.NormalizeEmail(email)}")], cancel) > TimeSpan.Zero;

    /// <summary>The same for staff, who may invite many.</summary>
    public async Task<bool> HoldBackInvitationAsync(string email, CancellationToken cancel)
        => await brakes.TakeAsync(AddresseeFromOneNetwork, $"\0{normalizer.NormalizeEmail(email)}", cancel) > TimeSpan.Zero;

    /// <returns>How long whoever asks from there has to wait; zero: go on.</returns>
    public Task<TimeSpan> TakeAsync(string network, CancellationToken cancel) => brakes.TakeAsync(Network, network, cancel);
}
