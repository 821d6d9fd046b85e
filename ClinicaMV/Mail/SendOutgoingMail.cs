using System.Data.Common;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>
/// Sends what is due, one row at a time. Claiming, freezing and the outcome are three short writes; none is held while the
/// server talks. A row whose worker died comes back when its lease has run out.
/// </summary>
public sealed partial class SendOutgoingMail(
    ClinicDb db, MailComposer composer, IMailTransport transport, TimeProvider clock, ILogger<SendOutgoingMail> log)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        while (await ClaimNextAsync(cancel) is { } mail)
            await SendAsync(mail, cancel);
    }

    private async Task<OutgoingMail?> ClaimNextAsync(CancellationToken cancel)
    {
        while (true)
        {
            db.ChangeTracker.Clear();
            var now = clock.GetUtcNow().UtcDateTime;
            var mail = await db.OutgoingMail
                .Where(m => m.State == MailState.Pending && m.DueAt <= now
                    || m.State == MailState.Sending && m.LeasedUntil < now)
                .OrderBy(m => m.DueAt)
                .FirstOrDefaultAsync(cancel);
            if (mail is null)
                return null;

            try
            {
                mail.Claim(now);
                await db.SaveChangesAsync(cancel);
                return mail;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody else was faster: take the next one.
            }
        }
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken cancel)
    {
        try
        {
            if (!await FreezeAsync(mail, cancel))
                return;
        }
        // A database that fails is not the mail's fault: its lease runs out and it comes up again.
        catch (Exception e) when (e is not (OperationCanceledException or DbException or DbUpdateException))
        {
            LogDead(mail.Id, mail.Kind, e.GetType().Name);
            mail.MarkDead(e.GetType().Name);
            await db.SaveChangesAsync(cancel);
            return;
        }

        try
        {
            using var bytes = new MemoryStream(mail.Message!);
            await transport.SendAsync(await MimeMessage.LoadAsync(bytes, cancel), cancel);
            mail.MarkSent(clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(mail.Id, mail.Kind, mail.Attempts, e.GetType().Name);
            mail.MarkFailed(e.GetType().Name, clock.GetUtcNow().UtcDateTime);
        }

        await db.SaveChangesAsync(cancel);
    }

    /// <returns>Whether there is something to send: what is no longer true, or for somebody who is disabled, is void instead, even if it was written already.</returns>
    private async Task<bool> FreezeAsync(OutgoingMail mail, CancellationToken cancel)
    {
        if (await IsStaleAsync(mail, cancel))
            mail.MarkVoid();
        else if (mail.Message is null)
            mail.Freeze(await BytesAsync(mail, cancel));

        await db.SaveChangesAsync(cancel);
        return mail.IsOwed;
    }

    private async Task<bool> IsStaleAsync(OutgoingMail mail, CancellationToken cancel)
        => await db.Users.AnyAsync(u => u.Id == mail.RecipientId && u.DisabledAt != null, cancel)
        || await db.Appointments.AnyAsync(
            a => a.Id == mail.AppointmentId && a.Version != mail.AppointmentVersion
                && (mail.Kind != MailKind.AppointmentReassigned || a.PatientId == mail.RecipientId || a.SpecialistId == mail.RecipientId),
            cancel);

    private async Task<byte[]> BytesAsync(OutgoingMail mail, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        using var message = await composer.ComposeAsync(mail, cancel);
        await message.WriteToAsync(bytes, cancel);
        return bytes.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MailId} ({Kind}) was not accepted at attempt {Attempt}: {Error}")]
    private partial void LogFailed(long mailId, MailKind kind, int attempt, string error);

    // The exception's own words may hold an address.
    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {MailId} ({Kind}) cannot be written: {Error}")]
    private partial void LogDead(long mailId, MailKind kind, string error);
}
