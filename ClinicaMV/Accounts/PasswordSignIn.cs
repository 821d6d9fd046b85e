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
public sealed class PasswordSignIn(UserManager<ClinicUser> users, Passwords passwords, SignInBrakes brakes, AuditTrail trail, ClinicDb db)
{
    /// <returns>Whose address and password they are; whether that lets them in is for the <see cref="Entrance"/> to say.</returns>
    public async Task<SignInAnswer> TryAsync(string email, string password, IPAddress? address)
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
        return new(user, TimeSpan.Zero);
    }

    private async Task<SignInAnswer> RefuseAsync(Actor actor, string reason)
    {
        trail.Denied(AuditKind.SignIn, actor, reason: reason);
        await db.SaveChangesAsync();
        return SignInAnswer.Refused;
    }
}
