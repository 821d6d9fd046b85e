using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicaMV.Accounts;

/// <summary>
/// The codes in account mail: signed, short-lived (72 h and 1 h), and bound to the security stamp, so that the change
/// they allow also spends them.
/// </summary>
public sealed class AccountCodes(UserManager<ClinicUser> users)
{
    public const string InvitationProvider = "Invitation";
    public static readonly TimeSpan InvitationLife = TimeSpan.FromHours(72);
    public static readonly TimeSpan PasswordResetLife = TimeSpan.FromHours(1);

    private static readonly ClinicUser Nobody = ClinicUser.WithEmail("nobody@invalid", "", "es");

    public async Task<string> ForInvitationAsync(ClinicUser user)
        => Encode(await users.GenerateUserTokenAsync(user, InvitationProvider, InvitationProvider));

    public async Task<string> ForPasswordResetAsync(ClinicUser user)
        => Encode(await users.GeneratePasswordResetTokenAsync(user));

    /// <summary>Goes to the new address: whoever sends it back reads the mail there.</summary>
    public async Task<string> ForNewAddressAsync(ClinicUser user)
        => Encode(await users.GenerateChangeEmailTokenAsync(user, user.NewEmail!));

    /// <summary>The person whom the code invites; <see langword="null"/> when it is spent, expired, foreign, or never was one.</summary>
    public Task<ClinicUser?> InviteeAsync(string? personId, string? code)
        => OwnerAsync(personId, code, InvitationProvider, InvitationProvider);

    /// <summary>The person who may choose a new password with the code; <see langword="null"/> likewise.</summary>
    public Task<ClinicUser?> ForgetfulAsync(string? personId, string? code)
        => OwnerAsync(personId, code, users.Options.Tokens.PasswordResetTokenProvider, UserManager<ClinicUser>.ResetPasswordTokenPurpose);

    /// <summary>The person whose <see cref="ClinicUser.NewEmail"/> the code confirms; <see langword="null"/> likewise.</summary>
    public async Task<ClinicUser?> MoverAsync(string? personId, string? code)
    {
        var newEmail = personId is null ? null : (await users.FindByIdAsync(personId))?.NewEmail;
        return await OwnerAsync(personId, code, users.Options.Tokens.ChangeEmailTokenProvider, UserManager<ClinicUser>.GetChangeEmailTokenPurpose(newEmail ?? ""));
    }

    private async Task<ClinicUser?> OwnerAsync(string? personId, string? code, string provider, string purpose)
    {
        var user = personId is null ? null : await users.FindByIdAsync(personId);
        // For nobody the code is looked at as well: that takes its time, which must not tell whose account there is.
        var isRight = Decode(code) is { } token && await users.VerifyUserTokenAsync(user ?? Nobody, provider, purpose, token);
        return isRight && user is { IsDisabled: false } ? user : null;
    }

    private static string Encode(string token) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token));

    private static string? Decode(string? code)
    {
        try
        {
            return code is null ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
