using ClinicaMV.Auditing;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>A new password, with the link from a mail or from inside.</summary>
public sealed class PasswordResets(Passwords passwords, Outbox outbox, AuditTrail trail)
{
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
