using System.Net;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>
/// Address and password. Whoever gets one of them wrong hears the same and waits as long, whether the account exists, is
/// disabled, or has not been accepted yet. Every attempt is counted before the password is looked at.
/// </summary>
public sealed class PasswordSignIn(SignInManager<ClinicUser> signIns, Passwords passwords, SignInBrakes brakes, AuditTrail trail, ClinicDb db)
{
    private readonly UserManager<ClinicUser> users = signIns.UserManager;

    public async Task<SignInAnswer> TryAsync(string email, string password, bool remember, IPAddress? address)
    {
        var user = await users.FindByEmailAsync(email);
        var actor = Actor.Anonymous(user?.Id, address);
        if (await brakes.TakeAsync(email, user?.Id) is var wait && wait > TimeSpan.Zero)
            return await RefuseAsync(actor, "LockedOut") with { Wait = wait };

        if (user?.PasswordHash is null)
        {
            passwords.CheckNobody(password);
            return await RefuseAsync(actor, "UnknownAccount");
        }

        if (!passwords.IsRight(user, password) || user.IsDisabled)
            return await RefuseAsync(actor, user.IsDisabled ? "Disabled" : "WrongPassword");

        await brakes.GiveBackAsync(email, user.Id);
        var roles = await users.GetRolesAsync(user);
        trail.Allowed(AuditKind.SignIn, actor with { Role = roles.FirstOrDefault() ?? actor.Role });
        await db.SaveChangesAsync();
        await signIns.SignInAsync(user, remember);
        return SignInAnswer.In;
    }

    private async Task<SignInAnswer> RefuseAsync(Actor actor, string reason)
    {
        trail.Denied(AuditKind.SignIn, actor, reason: reason);
        await db.SaveChangesAsync();
        return SignInAnswer.Refused;
    }
}
