using System.Net;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>
/// Address and password. Whoever gets one of them wrong hears the same and waits as long, whether the account exists, is
/// locked, disabled, or has not been accepted yet. Every attempt is counted before the password is looked at, by the database and
/// not in memory: a hundred guesses at once are a hundred guesses.
/// </summary>
public sealed class PasswordSignIn(UserManager<ClinicUser> users, Passwords passwords, AuditTrail trail, ClinicDb db, TimeProvider clock)
{
    /// <returns>Whose address and password they are; whether that lets them in is for the <see cref="Entrance"/> to say.</returns>
    public async Task<ClinicUser?> TryAsync(string email, string password, IPAddress? address)
    {
        var user = await users.FindByEmailAsync(email);
        if (user?.PasswordHash is null)
        {
            passwords.CheckNobody(password);
            return await RefuseAsync(Actor.Anonymous(user?.Id, address), "UnknownAccount");
        }

        var actor = Actor.Anonymous(user.Id, address);
        if (!await CountAttemptAsync(user))
        {
            passwords.CheckNobody(password);
            return await RefuseAsync(actor, "LockedOut");
        }

        if (!passwords.IsRight(user, password) || user.IsDisabled)
        {
            await LockIfSpentAsync(user);
            return await RefuseAsync(actor, user.IsDisabled ? "Disabled" : "WrongPassword");
        }

        await UnlockAsync(user);
        return user;
    }

    /// <returns>Whether there was an attempt left.</returns>
    private async Task<bool> CountAttemptAsync(ClinicUser user)
    {
        if (user.LockoutEnd > clock.GetUtcNow())
            return false;
        if (user.LockoutEnd is not null)
            await UnlockAsync(user);

        var most = users.Options.Lockout.MaxFailedAccessAttempts;
        return await db.Users.Where(u => u.Id == user.Id && u.AccessFailedCount < most)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1)) > 0;
    }

    private Task LockIfSpentAsync(ClinicUser user)
    {
        var lockout = users.Options.Lockout;
        DateTimeOffset? end = clock.GetUtcNow() + lockout.DefaultLockoutTimeSpan;
        return db.Users.Where(u => u.Id == user.Id && u.AccessFailedCount >= lockout.MaxFailedAccessAttempts)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.LockoutEnd, end));
    }

    private Task UnlockAsync(ClinicUser user) => db.Users.Where(u => u.Id == user.Id)
        .ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null));

    private async Task<ClinicUser?> RefuseAsync(Actor actor, string reason)
    {
        trail.Denied(AuditKind.SignIn, actor, reason: reason);
        await db.SaveChangesAsync();
        return null;
    }
}
