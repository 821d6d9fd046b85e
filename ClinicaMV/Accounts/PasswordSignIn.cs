using System.Net;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>
/// Address and password. Whoever gets one of them wrong hears the same and waits as long, whether the account exists, is
/// locked, or has not been accepted yet.
/// </summary>
public sealed class PasswordSignIn(SignInManager<ClinicUser> signIns, Passwords passwords, AuditTrail trail, ClinicDb db)
{
    private const string Anonymous = nameof(Anonymous);

    public async Task<bool> TryAsync(string email, string password, bool remember, IPAddress? address)
    {
        var user = await signIns.UserManager.FindByEmailAsync(email);
        if (user?.PasswordHash is null)
        {
            passwords.CheckNobody(password);
            return await RefuseAsync(new(user?.Id, Anonymous, address), "UnknownAccount");
        }

        var actor = new Actor(user.Id, Anonymous, address);
        if (await signIns.UserManager.IsLockedOutAsync(user))
        {
            passwords.CheckNobody(password);
            return await RefuseAsync(actor, "LockedOut");
        }

        var result = await signIns.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded)
            return await RefuseAsync(actor, "WrongPassword");

        var roles = await signIns.UserManager.GetRolesAsync(user);
        trail.Allowed(AuditKind.SignIn, actor with { Role = roles.FirstOrDefault() ?? Anonymous });
        await db.SaveChangesAsync();
        await signIns.SignInAsync(user, remember);
        return true;
    }

    private async Task<bool> RefuseAsync(Actor actor, string reason)
    {
        trail.Denied(AuditKind.SignIn, actor, reason: reason);
        await db.SaveChangesAsync();
        return false;
    }
}
