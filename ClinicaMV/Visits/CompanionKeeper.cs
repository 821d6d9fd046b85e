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
        var entered = await db.Appointments.NearTheDoor(now).Where(a => a.SpecialistId == specialistId).SelectMany(a => a.Companions)
            .Where(c => c.State == CompanionState.Invited && c.EnteredAt != null && c.AdmittedAt == null)
            .Include(c => c.Appointment.Patient.Account).Include(c => c.Appointment.Specialist.Account)
            .ToListAsync(cancel);
        return [.. entered.Where(c => gate.Decide(c, now).IsOpen).OrderBy(c => c.EnteredAt)];
    }

    /// <summary>The patient proposes somebody; whom the specialist names is invited at once. Whoever presses twice has named one.</summary>
    public async Task<CompanionRefusal?> BringAsync(Appointment appointment, CompanionDetails who, Actor by, CancellationToken cancel)
    {
        var refusal = await TryBringAsync(appointment, who, by, cancel);
        return refusal == CompanionRefusal.ChangedMeanwhile && IsNamed(await OfAsync(appointment, cancel), who, appointment.RoleOf(by.PersonId)) ? null : refusal;
    }

    private async Task<CompanionRefusal?> TryBringAsync(Appointment appointment, CompanionDetails who, Actor by, CancellationToken cancel)
    {
        var role = appointment.RoleOf(by.PersonId);
        var kind = role == ParticipantRole.Specialist ? AuditKind.CompanionInvited : AuditKind.CompanionProposed;
        var known = await OfAsync(appointment, cancel);
        if (IsNamed(known, who, role))
            return null;
        if (RefusalToBring(appointment, known, by.PersonId) is { } no)
            return await RefuseAsync(kind, appointment, null, no, by, cancel);

        var number = known.Select(c => c.Number).DefaultIfEmpty().Max() + 1;
        var companion = role == ParticipantRole.Specialist ? Companion.Invite(appointment, who, number, Now) : Companion.Propose(appointment, who, number, Now);
        db.Companions.Add(companion);
        await (companion.State == CompanionState.Invited ? outbox.OweLinkAsync(companion, cancel) : outbox.OweProposalAsync(appointment, cancel));
        trail.Allowed(kind, by, appointment.PublicId, companion.PublicId);
        return await SaveAsync(appointment, cancel);
    }

    private static bool IsNamed(IEnumerable<Companion> known, CompanionDetails who, ParticipantRole? by)
        => by is { } role && known.Any(c => c.IsComing && c.Details == who && c.IsProposedByPatient == (role == ParticipantRole.Patient));

    /// <summary>Why that person cannot bring another one, if not.</summary>
    /// <param name="known">Everybody who was ever put forward.</param>
    public CompanionRefusal? RefusalToBring(Appointment appointment, IReadOnlyCollection<Companion> known, string? personId)
        => appointment.RoleOf(personId) is null ? CompanionRefusal.NotYours
            : !HasVisit(appointment, Now) ? CompanionRefusal.NoVisit
            : known.Count(c => c.IsComing) >= Companion.Most || known.Count >= Companion.MostEver ? CompanionRefusal.TooMany
            : null;

    /// <summary>What that person can decide about them now; of two that come to the same, the one that says more.</summary>
    public IReadOnlyList<CompanionStep> StepsFor(Companion companion, Appointment appointment, string? personId)
    {
        var possible = Enum.GetValues<CompanionStep>().Where(s => RefusalOf(s, companion, appointment, personId) is null).ToHashSet();
        if (possible.Contains(CompanionStep.Decline))
            possible.Remove(CompanionStep.Remove);
        if (possible.Contains(CompanionStep.Admit))
            possible.Remove(CompanionStep.NewLink);
        return [.. possible.Order()];
    }

    /// <summary>Whoever presses twice has decided once.</summary>
    /// <param name="seenLink">The number of the companion's link on the form: another one is to take the place of that.</param>
    public async Task<CompanionRefusal?> TakeAsync(CompanionStep step, Appointment appointment, string companionId, int seenLink, Actor by, CancellationToken cancel)
    {
        var companion = await db.Companions.SingleOrDefaultAsync(c => c.AppointmentId == appointment.Id && c.PublicId == companionId, cancel);
        if (companion is null)
            return CompanionRefusal.ChangedMeanwhile;
        var overtaken = step == CompanionStep.NewLink && companion.LinkNumber != seenLink ? CompanionRefusal.ChangedMeanwhile : default(CompanionRefusal?);
        if ((RefusalOf(step, companion, appointment, by.PersonId) ?? overtaken) is { } refusal)
            return await HasTakenAsync(step, appointment, companion, seenLink, by, cancel) ? null : await RefuseAsync(step.Kind(), appointment, companion, refusal, by, cancel);

        await ApplyAsync(step, companion, appointment, cancel);
        trail.Allowed(step.Kind(), by, appointment.PublicId, companion.PublicId, step is CompanionStep.Accept or CompanionStep.NewLink ? step.ToString() : null);
        return await SaveAsync(appointment, cancel) is { } late && !await HasTakenAsync(step, appointment, companion, seenLink, by, cancel) ? late : null;
    }

    private async Task<bool> HasTakenAsync(CompanionStep step, Appointment appointment, Companion companion, int seenLink, Actor by, CancellationToken cancel)
        => await db.Companions.AsNoTracking().SingleOrDefaultAsync(c => c.Id == companion.Id, cancel) is { } now && step.IsTaken(now, seenLink)
            && await db.WhoDidAsync(step.Kind(), appointment.PublicId, companion.PublicId, cancel) == by.PersonId;

    private CompanionRefusal? RefusalOf(CompanionStep step, Companion companion, Appointment appointment, string? personId)
    {
        var role = appointment.RoleOf(personId);
        if (role != ParticipantRole.Specialist && !(role == ParticipantRole.Patient && step == CompanionStep.Remove))
            return CompanionRefusal.NotYours;
        var isOpen = gate.Decide(personId, appointment, Now).IsOpen;
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
