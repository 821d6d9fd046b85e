using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

/// <summary>A mail that its sender has taken meanwhile is the sender's, who will see what has changed: the rest is saved without it.</summary>
public static class TakenMail
{
    public static Task SaveLeavingTakenMailAsync(this ClinicDb db, CancellationToken cancel) => LeaveAsync(() => db.SaveChangesAsync(cancel));

    public static async Task<T> LeaveAsync<T>(Func<Task<T>> save)
    {
        try
        {
            return await save();
        }
        catch (DbUpdateConcurrencyException conflict) when (conflict.Entries.Count > 0 && conflict.Entries.All(e => e.Entity is OutgoingMail))
        {
            foreach (var taken in conflict.Entries)
                taken.State = EntityState.Detached;
            return await LeaveAsync(save);
        }
    }
}
