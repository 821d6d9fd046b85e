using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>People change their own address: asked for inside, confirmed by a press on the link that goes to the new one.</summary>
public sealed class OwnAddress(ClinicDb db, ILookupNormalizer normalizer, MailBrakes brakes, Outbox outbox, AuditTrail trail)
{
    /// <summary>The answer is the same whoever has that address already: only the mailbox there hears about it.</summary>
    public async Task AskAsync(ClinicUser person, string email, Actor by, CancellationToken cancel)
    {
        var isHeldBack = await brakes.HoldBackAsync(person.Id, email, cancel);
        person.AskForAddress(email);
        if (!isHeldBack && !await IsTakenAsync(person, email, cancel))
            outbox.Owe(MailKind.NewAddress, person, AccountCodes.PasswordResetLife, email);
        trail.Allowed(AuditKind.NewAddressAsked, by);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Every session ends: whoever came in with the old address signs in with the new one.</summary>
    /// <returns>Whether it could be done: somebody else may have got the address meanwhile.</returns>
    public async Task<bool> TakeAsync(ClinicUser person, Actor by, CancellationToken cancel)
    {
        var former = person.Email;
        person.TakeNewAddress(normalizer, await db.EnteredRoomsAsync(person.Id, cancel));
        await outbox.ReaddressAsync(person, cancel);
        outbox.OweNewsOfCredentials(person, former);
        trail.Allowed(AuditKind.AddressChanged, by, subjectId: person.Id);
        try
        {
            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }

    private Task<bool> IsTakenAsync(ClinicUser person, string email, CancellationToken cancel)
    {
        var normal = normalizer.NormalizeEmail(email);
        return db.Users.AnyAsync(u => u.NormalizedEmail == normal && u.Id != person.Id, cancel);
    }
}
