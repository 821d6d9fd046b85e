using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Areas.Identity.Pages.Account;

public sealed class ResetPasswordModel(PasswordResets resets, AccountCodes codes, Entrance entrance) : NewPasswordPage(entrance)
{
    protected override Task<ClinicUser?> OwnerAsync() => codes.ForgetfulAsync(PersonId, Code);

    protected override Task<IReadOnlyList<IdentityError>> SetAsync(ClinicUser person, string password, Actor by)
        => resets.ResetAsync(person, password, by);
}
