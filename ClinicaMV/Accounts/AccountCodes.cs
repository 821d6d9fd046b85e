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

    public async Task<string> ForInvitationAsync(ClinicUser user)
        => Encode(await users.GenerateUserTokenAsync(user, InvitationProvider, InvitationProvider));

    public async Task<string> ForPasswordResetAsync(ClinicUser user)
        => Encode(await users.GeneratePasswordResetTokenAsync(user));

    /// <summary>Six digits to type in.</summary>
    public Task<string> ForSignInAsync(ClinicUser user) => users.GenerateTwoFactorTokenAsync(user, TokenOptions.DefaultEmailProvider);

    /// <summary>The person whom the code invites; <see langword="null"/> when it is spent, expired, foreign, or never was one.</summary>
    public Task<ClinicUser?> InviteeAsync(string? personId, string? code)
        => OwnerAsync(personId, code, InvitationProvider, InvitationProvider);

    /// <summary>The person who may choose a new password with the code; <see langword="null"/> likewise.</summary>
    public Task<ClinicUser?> ForgetfulAsync(string? personId, string? code)
        => OwnerAsync(personId, code, users.Options.Tokens.PasswordResetTokenProvider, UserManager<ClinicUser>.ResetPasswordTokenPurpose);

    private async Task<ClinicUser?> OwnerAsync(string? personId, string? code, string provider, string purpose)
        => personId is not null && Decode(code) is { } token && await users.FindByIdAsync(personId) is { IsDisabled: false } user
            && await users.VerifyUserTokenAsync(user, provider, purpose, token) ? user : null;

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
