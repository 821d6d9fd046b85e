using ClinicaMV.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>
/// Accounts as Identity keeps them, but for one thing: an update writes what has changed. The package's writes the whole row, and would take
/// back what others have written since it was read: a code that is spent, a count of tries, a calendar that was closed.
/// </summary>
internal sealed class ClinicUserStore(ClinicDb db, IdentityErrorDescriber errors)
    : UserStore<ClinicUser, IdentityRole, ClinicDb, string, IdentityUserClaim<string>, IdentityUserRole<string>, IdentityUserLogin<string>, IdentityUserToken<string>,
        IdentityRoleClaim<string>, IdentityUserPasskey<string>>(db, errors)
{
    /// <param name="user">As this store has found it.</param>
    public override async Task<IdentityResult> UpdateAsync(ClinicUser user, CancellationToken cancellationToken = default)
    {
        user.ConcurrencyStamp = PublicId.New();
        try
        {
            await Context.SaveChangesAsync(cancellationToken);
            return IdentityResult.Success;
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityResult.Failed(ErrorDescriber.ConcurrencyFailure());
        }
    }
}
