using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

/// <summary>What administrators do with mail that has been tried; each with its line in the record, in one <c>SaveChanges</c>.</summary>
public sealed class MailKeeper(ClinicDb db, MailTruth truth, Outbox outbox, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Sends it once more. A code that has expired cannot go out again: then a new one is owed.</summary>
    public async Task<MailRefusal?> SendAgainAsync(OutgoingMail mail, Actor by, CancellationToken cancel)
    {
        await truth.LoadAsync([mail]);
        var now = clock.GetUtcNow().UtcDateTime;
        if (truth.IsLost(mail))
            return MailRefusal.NotTrue;
        if (mail.MaySendAgain(now))
            outbox.OweAgain(mail);
        else if (mail.State is not (MailState.Dead or MailState.Sent))
            return MailRefusal.OnItsWay;
        else if (LifeOfCode(mail) is { } life)
            outbox.Owe(mail.Kind, mail.Recipient!, life);
        else
            return MailRefusal.TooLate;

        trail.Allowed(AuditKind.MailResent, by, mail.Appointment?.PublicId, mail.RecipientId ?? mail.Companion?.PublicId, mail.Kind.ToString());
        return await SaveAsync(cancel);
    }

    /// <summary>Whether it is worth asking; what only the database can tell is told afterwards.</summary>
    public static bool MaySendAgain(OutgoingMail mail, DateTime now)
        => mail.MaySendAgain(now) || (mail.State is MailState.Dead or MailState.Sent && LifeOfCode(mail) is not null);

    // An account that has a password needs no invitation.
    private static TimeSpan? LifeOfCode(OutgoingMail mail) => mail.Kind switch
    {
        MailKind.AccountInvitation when mail.Recipient!.PasswordHash is null => AccountCodes.InvitationLife,
        MailKind.PasswordReset => AccountCodes.PasswordResetLife,
        _ => null,
    };

    private async Task<MailRefusal?> SaveAsync(CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            // The sender has it, or somebody else has pressed first.
            db.ChangeTracker.Clear();
            return MailRefusal.OnItsWay;
        }
    }
}
