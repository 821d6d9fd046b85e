using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace ClinicaMV.Mail;

/// <summary>
/// A mail that its sender has taken meanwhile is the sender's, who will see what has changed: the rest is saved without it. News that is said again
/// is saved all the same.
/// </summary>
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
                await LeaveAsync(taken);
            return await LeaveAsync(save);
        }
    }

    // What is said again goes out again, whatever its sender has made of it meanwhile.
    private static async Task LeaveAsync(EntityEntry taken)
    {
        var mail = (OutgoingMail)taken.Entity;
        if (!mail.IsSaidAgain)
        {
            taken.State = EntityState.Detached;
            return;
        }

        var (now, dueAt) = (mail.CreatedAt, mail.DueAt);
        await taken.ReloadAsync();
        mail.SayAgain(now, dueAt);
    }
}
