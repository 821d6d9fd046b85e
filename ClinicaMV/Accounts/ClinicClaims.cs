using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>Puts the person's name into the (encrypted) session cookie, so that the header of a page costs no query.</summary>
public sealed class ClinicClaims(UserManager<ClinicUser> users, RoleManager<IdentityRole> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<ClinicUser, IdentityRole>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(ClinicUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new(ClaimTypes.GivenName, user.FullName));
        return identity;
    }
}
