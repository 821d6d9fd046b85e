using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>
/// Empties the text of mail sent long ago, and of account mail as soon as the code in it has expired: names, links and codes go, the
/// fact that it was sent stays.
/// </summary>
public sealed class MailPruning(ClinicDb db, IOptions<RetentionOptions> options, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var cutoff = now.AddDays(-options.Value.MailBodyDays);
        var done = db.OutgoingMail.Where(m => m.State != MailState.Pending && m.State != MailState.Sending && m.State != MailState.Uncertain);
        await db.InTurnAsync(() => done.Where(m => m.Message != null && m.AppointmentId == null && m.NotAfter < now)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Message, (byte[]?)null), cancel), cancel);
        // Nor what was on its way, or owed to the other one, when somebody was erased.
        await db.InTurnAsync(() => done.Where(m => (m.Message != null || m.Address != null)
                && ((m.CreatedAt < cutoff && (m.SentAt ?? m.CreatedAt) < cutoff) || m.Recipient!.ErasedAt != null || m.Appointment!.Patient.Account.ErasedAt != null))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Message, (byte[]?)null).SetProperty(m => m.Address, (string?)null), cancel), cancel);
    }
}
