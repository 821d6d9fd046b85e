using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>Empties the text of mail sent long ago: names and links go, the fact that it was sent stays.</summary>
public sealed class MailPruning(ClinicDb db, IOptions<RetentionOptions> options, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var cutoff = clock.GetUtcNow().UtcDateTime.AddDays(-options.Value.MailBodyDays);
        await db.OutgoingMail
            .Where(m => m.Message != null && m.State != MailState.Pending && m.State != MailState.Sending && m.State != MailState.Uncertain && m.CreatedAt < cutoff && (m.SentAt ?? m.CreatedAt) < cutoff)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Message, (byte[]?)null), cancel);
    }
}
