using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Areas.Identity.Pages.Account;

public sealed class AcceptInvitationModel(Invitations invitations, AccountCodes codes, Entrance entrance) : NewPasswordPage(entrance)
{
    protected override Task<ClinicUser?> OwnerAsync() => codes.InviteeAsync(PersonId, Code);

    protected override Task<IReadOnlyList<IdentityError>> SetAsync(ClinicUser person, string password, Actor by)
        => invitations.AcceptAsync(person, password, by);
}
