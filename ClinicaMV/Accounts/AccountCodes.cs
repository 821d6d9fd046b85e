using System.Globalization;
using ClinicaMV.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>
/// The codes in account mail: encrypted, short-lived (72 h and 1 h), and bound to the security stamp, so that the change they allow also
/// spends them.
/// </summary>
public sealed class AccountCodes(UserManager<ClinicUser> users, IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan InvitationLife = TimeSpan.FromHours(72);
    public static readonly TimeSpan PasswordResetLife = TimeSpan.FromHours(1);

    private const string Invitation = nameof(Invitation);
    private const string PasswordReset = nameof(PasswordReset);
    private const char Gap = '\n';

    private readonly IDataProtector protector = protection.CreateProtector("ClinicaMV.AccountCodes");

    public string ForInvitation(ClinicUser user) => For(user, Invitation, InvitationLife);

    public string ForPasswordReset(ClinicUser user) => For(user, PasswordReset, PasswordResetLife);

    /// <summary>Goes to the new address: whoever sends it back reads the mail there.</summary>
    public string ForNewAddress(ClinicUser user) => For(user, NewAddressOf(user), PasswordResetLife);

    /// <summary>The person whom the code invites; <see langword="null"/> when it is spent, expired, foreign, or never was one.</summary>
    public Task<ClinicUser?> InviteeAsync(string? personId, string? code) => OwnerAsync(personId, code, _ => Invitation);

    /// <summary>The person who may choose a new password with the code; <see langword="null"/> likewise.</summary>
    public Task<ClinicUser?> ForgetfulAsync(string? personId, string? code) => OwnerAsync(personId, code, _ => PasswordReset);

    /// <summary>The person whose <see cref="ClinicUser.NewEmail"/> the code confirms; <see langword="null"/> likewise.</summary>
    public Task<ClinicUser?> MoverAsync(string? personId, string? code) => OwnerAsync(personId, code, NewAddressOf);

    private static string NewAddressOf(ClinicUser user) => $"NewAddress {user.NewEmail}";

    private static string WordsFor(ClinicUser user, string purpose) => string.Join(Gap, user.Id, user.SecurityStamp, purpose);

    private string For(ClinicUser user, string purpose, TimeSpan life)
        => protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{(clock.GetUtcNow() + life).Ticks}{Gap}{WordsFor(user, purpose)}"));

    private async Task<ClinicUser?> OwnerAsync(string? personId, string? code, Func<ClinicUser, string> purpose)
    {
        // Nobody is looked up for a code that is not that person's: its answer takes as long whether there is such a person or not.
        if (protector.Open(code)?.Split(Gap, 3) is not [var until, var id, _] words || id != personId || clock.GetUtcNow().Ticks >= long.Parse(until, CultureInfo.InvariantCulture))
            return null;

        return await users.FindByIdAsync(id) is { IsDisabled: false } user && string.Join(Gap, words[1..]) == WordsFor(user, purpose(user)) ? user : null;
    }
}
