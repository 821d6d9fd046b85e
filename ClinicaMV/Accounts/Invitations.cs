using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>The only way to an account: somebody is invited and chooses a password. Nobody registers.</summary>
public sealed class Invitations(UserManager<ClinicUser> users, ClinicDb db, Passwords passwords, Outbox outbox, AuditTrail trail)
{
    /// <summary>Account, role, mail and record in one <c>SaveChanges</c>.</summary>
    /// <returns>What stands against it; empty when the person has been invited.</returns>
    public async Task<IReadOnlyList<IdentityError>> InviteAsync(NewPerson person, Actor by, CancellationToken cancel)
    {
        if (await users.FindByEmailAsync(person.Email) is not null)
            return [users.ErrorDescriber.DuplicateEmail(person.Email)];

        var user = person.AddTo(db, users.KeyNormalizer);
        outbox.Owe(MailKind.AccountInvitation, user, AccountCodes.InvitationLife);
        trail.Allowed(AuditKind.PersonInvited, by, subjectId: user.Id, reason: person.Role);
        try
        {
            await db.SaveChangesAsync(cancel);
            return [];
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            return [users.ErrorDescriber.DuplicateEmail(person.Email)];
        }
    }

    public async Task<IReadOnlyList<IdentityError>> AcceptAsync(ClinicUser user, string password, Actor by)
    {
        var faults = await passwords.FaultsOfAsync(user, password);
        if (faults.Count > 0)
            return faults;

        trail.Allowed(AuditKind.InvitationAccepted, by, subjectId: user.Id);
        await passwords.SetAsync(user, password);
        return faults;
    }
}
