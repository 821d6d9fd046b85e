using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// What patient and specialist decide about companions: the patient proposes, the specialist invites, accepts, declines and
/// admits; both can do without. Each decision, its mail and its line in the record are one <c>SaveChanges</c>.
/// </summary>
public sealed class CompanionKeeper(JoinGate gate, Outbox outbox, AuditTrail trail, ClinicDb db, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Whether somebody can still be brought to that visit.</summary>
    public static bool HasVisit(Appointment appointment, DateTime now)
        => appointment is { Status: AppointmentStatus.Booked, Modality: Modality.Video } && now < appointment.EndsAt;

    /// <summary>Everybody who was ever put forward for that appointment and is still known.</summary>
    public Task<List<Companion>> OfAsync(Appointment appointment, CancellationToken cancel)
        => db.Companions.Where(c => c.AppointmentId == appointment.Id).OrderBy(c => c.Number).ToListAsync(cancel);

    /// <summary>Those of the appointments for which the specialist has a proposal to answer.</summary>
    public async Task<IReadOnlySet<long>> ProposedAsync(IReadOnlyCollection<Appointment> appointments, CancellationToken cancel)
    {
        var ids = appointments.Where(a => HasVisit(a, Now)).Select(a => a.Id).ToList();
        return (await db.Companions.Where(c => ids.Contains(c.AppointmentId) && c.State == CompanionState.Proposed).Select(c => c.AppointmentId).ToListAsync(cancel)).ToHashSet();
    }

    /// <summary>Those who wait at the doors of that specialist's visits, in the order of their coming, with the visit's people.</summary>
    public async Task<IReadOnlyList<Companion>> AtDoorAsync(string? specialistId, CancellationToken cancel)
    {
        var now = Now;
        var (first, last) = (now - JoinWindow.Longest, now + JoinWindow.Longest);
        var entered = await db.Companions.Include(c => c.Appointment.Patient.Account).Include(c => c.Appointment.Specialist.Account)
            .Where(c => c.Appointment.SpecialistId == specialistId && c.Appointment.StartsAt >= first && c.Appointment.StartsAt <= last
                && c.Appointment.Status == AppointmentStatus.Booked && c.State == CompanionState.Invited && c.EnteredAt != null && c.AdmittedAt == null)
            .ToListAsync(cancel);
        return [.. entered.Where(c => gate.Decide(c, now).IsOpen).OrderBy(c => c.EnteredAt)];
    }

    /// <summary>The patient proposes somebody; whom the specialist names is invited at once.</summary>
    public async Task<CompanionRefusal?> BringAsync(Appointment appointment, CompanionDetails who, Actor by, CancellationToken cancel)
    {
        var role = appointment.RoleOf(by.PersonId);
        var kind = role == ParticipantRole.Specialist ? AuditKind.CompanionInvited : AuditKind.CompanionProposed;
        var known = await OfAsync(appointment, cancel);
        CompanionRefusal? refusal = role is null ? CompanionRefusal.NotYours
            : !HasVisit(appointment, Now) ? CompanionRefusal.NoVisit
            : known.Count(c => c.IsComing) >= Companion.Most || known.Count >= Companion.MostEver ? CompanionRefusal.TooMany
            : null;
        if (refusal is { } no)
            return await RefuseAsync(kind, appointment, null, no, by, cancel);

        var number = known.Select(c => c.Number).DefaultIfEmpty().Max() + 1;
        var companion = role == ParticipantRole.Specialist ? Companion.Invite(appointment, who, number, Now) : Companion.Propose(appointment, who, number, Now);
        db.Companions.Add(companion);
        if (companion.State == CompanionState.Invited)
            await outbox.OweLinkAsync(companion, cancel);
        trail.Allowed(kind, by, appointment.PublicId, companion.PublicId);
        return await SaveAsync(appointment, cancel);
    }

    public async Task<CompanionRefusal?> TakeAsync(CompanionStep step, Appointment appointment, string companionId, Actor by, CancellationToken cancel)
    {
        var companion = await db.Companions.SingleOrDefaultAsync(c => c.AppointmentId == appointment.Id && c.PublicId == companionId, cancel);
        if (companion is null)
            return CompanionRefusal.ChangedMeanwhile;
        if (RefusalOf(step, companion, appointment, by) is { } refusal)
            return await RefuseAsync(step.Kind(), appointment, companion, refusal, by, cancel);

        await ApplyAsync(step, companion, appointment, cancel);
        trail.Allowed(step.Kind(), by, appointment.PublicId, companion.PublicId, step is CompanionStep.Accept or CompanionStep.NewLink ? step.ToString() : null);
        return await SaveAsync(appointment, cancel);
    }

    private CompanionRefusal? RefusalOf(CompanionStep step, Companion companion, Appointment appointment, Actor by)
    {
        var role = appointment.RoleOf(by.PersonId);
        if (role != ParticipantRole.Specialist && !(role == ParticipantRole.Patient && step == CompanionStep.Remove))
            return CompanionRefusal.NotYours;
        var isOpen = gate.Decide(by.PersonId, appointment, Now).IsOpen;
        if (step switch { CompanionStep.Admit => !isOpen, CompanionStep.Remove => !isOpen && !HasVisit(appointment, Now), _ => !HasVisit(appointment, Now) })
            return CompanionRefusal.NoVisit;
        if (step == CompanionStep.NewLink && companion.LinkNumber >= Companion.MostLinks)
            return CompanionRefusal.TooMany;

        var isPossible = step switch
        {
            CompanionStep.Accept or CompanionStep.Decline => companion.State == CompanionState.Proposed,
            CompanionStep.NewLink => companion.State == CompanionState.Invited,
            CompanionStep.Admit => companion.IsWaiting,
            _ => companion.IsComing,
        };
        return isPossible ? null : CompanionRefusal.ChangedMeanwhile;
    }

    private async Task ApplyAsync(CompanionStep step, Companion companion, Appointment appointment, CancellationToken cancel)
    {
        var now = Now;
        switch (step)
        {
            case CompanionStep.Accept:
                companion.Accept(now);
                await outbox.OweLinkAsync(companion, cancel);
                break;
            case CompanionStep.NewLink:
                LeaveRoom(companion, appointment);
                companion.RenewLink(now);
                await outbox.OweLinkAsync(companion, cancel);
                break;
            case CompanionStep.Decline:
                companion.Decline(now);
                break;
            case CompanionStep.Remove:
                // Whoever stands at the door, or is in, is told there.
                if (companion is { State: CompanionState.Invited, EnteredAt: null })
                    await outbox.OweCallingOffAsync(companion, cancel);
                LeaveRoom(companion, appointment);
                companion.Remove(now);
                break;
            default:
                companion.Admit(now);
                break;
        }
    }

    // Their token would open the old room until the window ends.
    private static void LeaveRoom(Companion companion, Appointment appointment)
    {
        if (companion.IsAdmitted && appointment.Visit.RoomOpenedAt is not null)
            appointment.RenewRoom();
    }

    private async Task<CompanionRefusal?> RefuseAsync(AuditKind kind, Appointment appointment, Companion? companion, CompanionRefusal refusal, Actor by, CancellationToken cancel)
    {
        trail.Denied(kind, by, appointment.PublicId, companion?.PublicId, refusal.ToString());
        await db.SaveChangesAsync(cancel);
        return refusal;
    }

    private async Task<CompanionRefusal?> SaveAsync(Appointment appointment, CancellationToken cancel)
    {
        // A visit that is moved, ended or called off in this moment decides about them itself.
        db.InsistOnVersion(appointment);
        try
        {
            await db.SaveLeavingTakenMailAsync(cancel);
            return null;
        }
        catch (DbUpdateException failure) when (failure is DbUpdateConcurrencyException || failure.IsTaken())
        {
            db.ChangeTracker.Clear();
            return CompanionRefusal.ChangedMeanwhile;
        }
    }
}
