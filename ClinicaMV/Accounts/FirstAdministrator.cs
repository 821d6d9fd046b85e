using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>
/// How the first administrator comes in: the command line prints a link that works once. There is no default account.
/// Asked again for somebody who has not accepted yet, it prints a fresh link.
/// </summary>
public sealed class FirstAdministrator(UserManager<ClinicUser> users, AccountCodes codes, AuditTrail trail, ClinicLinks links, ClinicDb db)
{
    /// <exception cref="StartFailure">The address belongs to somebody who already signs in, or is no administrator.</exception>
    public async Task<string> CreateAsync(NewPerson person, CancellationToken cancel)
    {
        var user = await users.FindByEmailAsync(person.Email);
        if (user is null)
        {
            user = person.AddTo(db, users.KeyNormalizer);
            trail.Allowed(AuditKind.PersonInvited, Actor.System, subjectId: user.Id, reason: person.Role);
            await db.SaveChangesAsync(cancel);
        }
        else if (user.PasswordHash is not null || !await users.IsInRoleAsync(user, Roles.Administrator))
        {
            throw new StartFailure("admin create: that address already has an account; use “forgotten password” or another address.");
        }

        return links.AcceptInvitation(user.Id, codes.ForInvitation(user));
    }
}
