using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

public static class TakenMail
{
    /// <summary>Saves; but a mail that its sender has taken meanwhile is the sender's now, who will see what has changed.</summary>
    public static async Task SaveLeavingTakenMailAsync(this ClinicDb db, CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException conflict) when (conflict.Entries.All(e => e.Entity is OutgoingMail))
        {
            foreach (var taken in conflict.Entries)
                taken.State = EntityState.Detached;
            await db.SaveLeavingTakenMailAsync(cancel);
        }
    }
}
