using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>The forgotten password: a link by mail, for an hour, to be spent by a press.</summary>
public sealed class PasswordResets(UserManager<ClinicUser> users, Passwords passwords, Outbox outbox, AuditTrail trail, ClinicDb db)
{
    /// <summary>Owes the link, if there is such an account; the caller says the same either way. Who never accepted is invited again.</summary>
    public async Task RequestAsync(string email, Actor by, CancellationToken cancel)
    {
        var user = await users.FindByEmailAsync(email);
        if (user is null or { IsDisabled: true })
        {
            trail.Denied(AuditKind.PasswordResetRequested, by, subjectId: user?.Id, reason: user is null ? "UnknownAccount" : "Disabled");
        }
        else
        {
            if (user.PasswordHash is null)
                outbox.Owe(MailKind.AccountInvitation, user, AccountCodes.InvitationLife);
            else
                outbox.Owe(MailKind.PasswordReset, user, AccountCodes.PasswordResetLife);
            trail.Allowed(AuditKind.PasswordResetRequested, by, subjectId: user.Id);
        }

        await db.SaveChangesAsync(cancel);
    }

    public async Task<IReadOnlyList<IdentityError>> ResetAsync(ClinicUser user, string password, Actor by)
    {
        var faults = await passwords.FaultsOfAsync(user, password);
        if (faults.Count > 0)
            return faults;

        trail.Allowed(AuditKind.PasswordReset, by, subjectId: user.Id);
        outbox.OweNewsOfCredentials(user);
        await passwords.SetAsync(user, password);
        return faults;
    }
}
