using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Limits;

/// <summary>
/// How often passwords may be guessed. Known and unknown addresses are held back alike. Strangers' guesses are counted for the account from
/// one network, for the network, and for the account from everywhere; a browser in which its owner has signed in before is counted by
/// itself (OWASP's device cookie), so that no stranger can keep the owner out.
/// </summary>
public sealed class SignInBrakes(Brakes brakes, KnownBrowsers browsers, ILookupNormalizer normalizer, IHttpContextAccessor request)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Brake AccountFromOneNetwork = new("SignIn.AccountNetwork", Free: 5, First: 2 * Second, Longest: 10 * Minute, ForgetsOneIn: 30 * Minute);
    private static readonly Brake OneNetwork = new("SignIn.Network", Free: 30, First: 5 * Second, Longest: 5 * Minute, ForgetsOneIn: Minute);
    // One guess each two minutes, after fifteen: 46 an hour, from however many places. What one network alone may do never comes to that.
    private static readonly Brake Account = new("SignIn.Account", Free: 15, First: 2 * Minute, Longest: 2 * Minute, ForgetsOneIn: 2 * Minute);
    private static readonly Brake AccountInKnownBrowser = new("SignIn.Browser", Free: 10, First: 2 * Second, Longest: 10 * Minute, ForgetsOneIn: 30 * Minute);

    /// <summary>To be asked before a password is looked at.</summary>
    /// <param name="personId">Whose address it is, if anybody's.</param>
    /// <returns>How long to wait; zero: go on.</returns>
    public Task<TimeSpan> TakeAsync(string email, string? personId, CancellationToken cancel = default) => brakes.TakeAsync(Of(email, personId), cancel);

    /// <summary>The password was right: that was no guess.</summary>
    public Task GiveBackAsync(string email, string? personId, CancellationToken cancel = default) => brakes.GiveBackAsync(Of(email, personId), cancel);

    private (Brake, string)[] Of(string email, string? personId)
    {
        var account = normalizer.NormalizeEmail(email);
        if (personId is not null && request.HttpContext is { } here && browsers.KeyOf(here, personId) is { } browser)
            return [(AccountInKnownBrowser, $"{browser}\0{account}")];

        var network = CallerNetwork.Of(request.HttpContext?.Connection.RemoteIpAddress);
        return [(AccountFromOneNetwork, $"{network}\0{account}"), (OneNetwork, network), (Account, account)];
    }
}
