using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>The one place that changes, disables and enables people; each change and its line in the record are one <c>SaveChanges</c>.</summary>
public sealed class PeopleKeeper(ClinicDb db, ILookupNormalizer normalizer, AuditTrail trail, Outbox outbox, TimeProvider clock)
{
    /// <param name="seenStamp">The <c>ConcurrencyStamp</c> on the form: somebody may have changed the person since.</param>
    public async Task<PersonRefusal?> ChangeAsync(string personId, string? seenStamp, PersonDetails to, Actor by, CancellationToken cancel)
    {
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        if (person.ConcurrencyStamp != seenStamp)
            return PersonRefusal.ChangedMeanwhile;
        if (person.ErasedAt is not null)
            return PersonRefusal.Disabled;
        var email = normalizer.NormalizeEmail(to.Email);
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == email && u.Id != personId, cancel))
            return PersonRefusal.EmailTaken;

        var former = person.Email;
        List<string> changed = [.. person.Change(to, normalizer, await db.EnteredRoomsAsync(personId, cancel))];
        if (person.Email != former)
        {
            await outbox.ReaddressAsync(person, cancel);
            outbox.OweNewsOfCredentials(person, former);
        }

        if (await db.Specialists.SingleOrDefaultAsync(s => s.Id == personId, cancel) is { } specialist && specialist.Speciality != to.Speciality)
        {
            specialist.Speciality = to.Speciality;
            changed.Add(nameof(Specialist.Speciality));
        }

        if (changed.Count == 0)
            return Undone(null);
        trail.Allowed(AuditKind.PersonChanged, by, subjectId: personId, reason: string.Join(',', changed));
        return await SaveAsync(cancel);
    }

    /// <summary>Takes effect at once for rooms and bookings, and for open sessions at their next request.</summary>
    public async Task<PersonRefusal?> DisableAsync(string personId, Actor by, CancellationToken cancel)
    {
        if (personId == by.PersonId)
            return PersonRefusal.Yourself;
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        if (person.IsDisabled)
            return null;
        if (await IsAdministratorAsync(personId, cancel) && !await HoldAnotherAsync(by, cancel))
            return PersonRefusal.LastAdministrator;

        person.Disable(clock.GetUtcNow().UtcDateTime, await db.EnteredRoomsAsync(personId, cancel));
        trail.Allowed(AuditKind.PersonDisabled, by, subjectId: personId);
        return await SaveAsync(cancel);
    }

    public async Task<PersonRefusal?> EnableAsync(string personId, Actor by, CancellationToken cancel)
    {
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        if (!person.IsDisabled || person.ErasedAt is not null)
            return null;

        person.Enable();
        trail.Allowed(AuditKind.PersonEnabled, by, subjectId: personId);
        return await SaveAsync(cancel);
    }

    /// <summary>At once, on every device and instance; whatever code or link is under way is spent as well. They hear of it by mail: their calendar closes too.</summary>
    public async Task<PersonRefusal?> EndSessionsAsync(string personId, Actor by, CancellationToken cancel)
    {
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        person.EndSessions(await db.EnteredRoomsAsync(personId, cancel));
        trail.Allowed(AuditKind.SessionsEnded, by, subjectId: personId, reason: "All");
        outbox.OweNewsOfCredentials(person);
        return await SaveAsync(cancel);
    }

    /// <summary>For somebody who has lost telephone, passkeys and recovery codes: they begin anew. They hear of it by mail, and their sessions end.</summary>
    public async Task<PersonRefusal?> DropSecondStepAsync(string personId, Actor by, CancellationToken cancel)
    {
        if (personId == by.PersonId)
            return PersonRefusal.Yourself;
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        if (person.ErasedAt is not null)
            return PersonRefusal.Disabled;
        person.DropAuthenticator(isStillAsked: false);
        person.EndSessions(await db.EnteredRoomsAsync(personId, cancel));
        db.UserPasskeys.RemoveRange(await db.UserPasskeys.Where(p => p.UserId == personId).ToListAsync(cancel));
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.PersonId == personId).ToListAsync(cancel));
        trail.Allowed(AuditKind.SecondStepRemoved, by, subjectId: personId);
        outbox.OweNewsOfCredentials(person);
        return await SaveAsync(cancel);
    }

    /// <summary>A fresh mail to somebody who has not accepted yet; the link in the older one works for as long as it would have.</summary>
    public async Task<PersonRefusal?> InviteAgainAsync(string personId, Actor by, CancellationToken cancel)
    {
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        if (person.PasswordHash is not null)
            return PersonRefusal.Accepted;
        if (person.IsDisabled)
            return PersonRefusal.Disabled;

        outbox.Owe(MailKind.AccountInvitation, person, AccountCodes.InvitationLife);
        trail.Allowed(AuditKind.PersonInvited, by, subjectId: personId, reason: "Again");
        return await SaveAsync(cancel);
    }

    private Task<bool> IsAdministratorAsync(string personId, CancellationToken cancel)
        => db.UserRoles.AnyAsync(r => r.UserId == personId && r.RoleId == Roles.Administrator, cancel);

    // Whoever disables an administrator is one who stays. Should somebody disable them in the same moment, both writes touch the same
    // two rows, and one is refused: two who disable each other never leave the clinic without anybody.
    private async Task<bool> HoldAnotherAsync(Actor by, CancellationToken cancel)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == by.PersonId && u.DisabledAt == null, cancel) is not { } stays
            || !await IsAdministratorAsync(stays.Id, cancel))
            return false;

        stays.ConcurrencyStamp = PublicId.New();
        return true;
    }

    private async Task<PersonRefusal?> SaveAsync(CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Undone(PersonRefusal.ChangedMeanwhile);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            return Undone(PersonRefusal.EmailTaken);
        }
    }

    // The context still holds what was not saved.
    private PersonRefusal? Undone(PersonRefusal? refusal)
    {
        db.ChangeTracker.Clear();
        return refusal;
    }
}
