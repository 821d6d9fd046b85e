using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>Why somebody is not erased.</summary>
public enum ErasureRefusal
{
    /// <summary>Staff answer for what they did: they are disabled instead.</summary>
    NotAPatient,

    /// <summary>What is still to come has to be cancelled first, so that the other side is told.</summary>
    HasAppointments,

    /// <summary>Of what has begun the door is still open, and somebody may be in the room.</summary>
    DoorOpen,

    Erased,

    ChangedMeanwhile,
}

/// <summary>What erasing a person would change, or has changed.</summary>
/// <param name="DoorCloses">When the last door has closed that is open now.</param>
/// <param name="KeptLines">Lines of record that stay, with ids only, until their retention ends (RGPD art. 17.3.b).</param>
public sealed record ErasurePlan(ErasureRefusal? Refusal, int PastAppointments, int VoidMail, int EmptiedMail, int ErasedOrigins, int KeptLines, DateTime? DoorCloses);

/// <summary>
/// Erases a patient (RGPD art. 17): a pseudonym takes the place of whoever it was, in one <c>SaveChanges</c> with its line in the record.
/// Past appointments and the record stay, and say nothing about anybody.
/// </summary>
public sealed class Erasure(ClinicDb db, ILookupNormalizer normalizer, AuditTrail trail, JoinGate gate, TimeProvider clock)
{
    /// <summary>Says what would change. Changes nothing.</summary>
    public async Task<ErasurePlan> PlanAsync(string personId, CancellationToken cancel)
    {
        var person = await db.Users.AsNoTracking().SingleAsync(u => u.Id == personId, cancel);
        return new(await RefusalOfAsync(person, cancel),
            await db.Appointments.CountAsync(a => a.PatientId == personId, cancel),
            await db.OutgoingMail.CountAsync(m => m.RecipientId == personId && (m.State == MailState.Pending || m.State == MailState.Uncertain), cancel),
            await Texts(personId).CountAsync(cancel),
            await Origins(personId).CountAsync(cancel),
            await db.AuditEvents.CountAsync(e => e.ActorId == personId || e.SubjectId == personId, cancel),
            await Standing(personId).MaxAsync(a => (DateTime?)a.EndsAt, cancel) is { } end ? gate.ClosesAfter(end) : null);
    }

    /// <param name="seenStamp">The <c>ConcurrencyStamp</c> on the form: what was agreed to is what is there.</param>
    public async Task<ErasureRefusal?> RunAsync(string personId, string? seenStamp, Actor by, CancellationToken cancel)
    {
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        if (person.ConcurrencyStamp != seenStamp)
            return ErasureRefusal.ChangedMeanwhile;
        if (await RefusalOfAsync(person, cancel) is { } refusal)
            return refusal;

        person.Erase(clock.GetUtcNow().UtcDateTime, normalizer, await db.EnteredRoomsAsync(person.Id, cancel));
        // Nothing stays that the person has asked for or set since.
        db.WriteWhole(person);
        await RemoveBelongingsAsync(personId, cancel);
        foreach (var mail in await Texts(personId).ToListAsync(cancel))
            mail.Forget();
        foreach (var line in await Origins(personId).ToListAsync(cancel))
            line.EraseOrigin();
        trail.Allowed(AuditKind.PersonErased, by, subjectId: personId);
        try
        {
            return await db.SaveIfAsync(async () => !await Standing(personId).AnyAsync(cancel), cancel) ? null : ErasureRefusal.HasAppointments;
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return ErasureRefusal.ChangedMeanwhile;
        }
    }

    private async Task<ErasureRefusal?> RefusalOfAsync(ClinicUser person, CancellationToken cancel)
        => person.ErasedAt is not null ? ErasureRefusal.Erased
            : await db.UserRoles.AnyAsync(r => r.UserId == person.Id && r.RoleId != Roles.Patient, cancel) ? ErasureRefusal.NotAPatient
            : await Standing(person.Id).MaxAsync(a => (DateTime?)a.StartsAt, cancel) is not { } last ? null
            : last > clock.GetUtcNow().UtcDateTime ? ErasureRefusal.HasAppointments : ErasureRefusal.DoorOpen;

    private IQueryable<Appointment> Standing(string personId)
    {
        var closed = gate.LastClosed(clock.GetUtcNow().UtcDateTime);
        return db.Appointments.Where(a => a.PatientId == personId && a.Status == AppointmentStatus.Booked && a.EndsAt > closed);
    }

    // What is on its way to the server this second is the sender's, and what others are still owed they have to be told; the day's pruning
    // finds the text of both.
    private IQueryable<OutgoingMail> Texts(string personId) => db.OutgoingMail.Where(m => m.State != MailState.Sending
        && (m.RecipientId == personId
            ? m.Message != null || m.Address != null || m.State == MailState.Pending || m.State == MailState.Uncertain
            : m.Appointment!.PatientId == personId && m.Message != null && m.State != MailState.Pending && m.State != MailState.Uncertain));

    private IQueryable<AuditEvent> Origins(string personId) => db.AuditEvents.Where(e => (e.ActorId == personId || (e.ActorId == null && e.SubjectId == personId)) && (e.IpAddress != null || e.AgentFamily != null));

    private async Task RemoveBelongingsAsync(string personId, CancellationToken cancel)
    {
        db.UserClaims.RemoveRange(await db.UserClaims.Where(c => c.UserId == personId).ToListAsync(cancel));
        db.UserLogins.RemoveRange(await db.UserLogins.Where(l => l.UserId == personId).ToListAsync(cancel));
        db.UserTokens.RemoveRange(await db.UserTokens.Where(t => t.UserId == personId).ToListAsync(cancel));
        db.DeviceChecks.RemoveRange(await db.DeviceChecks.Where(c => c.PersonId == personId).ToListAsync(cancel));
        db.Companions.RemoveRange(await db.Companions.Where(c => c.Appointment.PatientId == personId).ToListAsync(cancel));
        db.UserPasskeys.RemoveRange(await db.UserPasskeys.Where(k => k.UserId == personId).ToListAsync(cancel));
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.PersonId == personId).ToListAsync(cancel));
        db.Sessions.RemoveRange(await db.Sessions.Where(s => s.PersonId == personId).ToListAsync(cancel));
        db.AccountRequests.RemoveRange(await db.AccountRequests.Where(r => r.PersonId == personId).ToListAsync(cancel));
    }
}
