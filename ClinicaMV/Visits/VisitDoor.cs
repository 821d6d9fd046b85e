using System.Globalization;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// What happens at the door of a visit. Each step asks the gate, and what it allows or denies is saved with its line in the
/// record: without the record there is no entry and no room.
/// </summary>
public sealed class VisitDoor(JoinGate gate, RoomIssuer rooms, AuditTrail trail, Outbox outbox, ClinicMeter meter, ClinicDb db, TimeProvider clock)
{
    /// <summary>By how many minutes somebody may say that they come later, where so many are left.</summary>
    public static readonly IReadOnlyList<int> Delays = [5, 10, 15, 20, 30, 45];

    /// <summary>Somebody presses Enter.</summary>
    public async Task<JoinDecision> EnterAsync(Appointment appointment, Actor actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var decision = gate.Decide(actor.PersonId, appointment, now);
        if (decision is { IsOpen: true, Role: { } role })
        {
            appointment.Visit.Enter(role, now);
            trail.Allowed(AuditKind.VisitEntry, actor, appointment.PublicId);
            // Whoever presses again changes nothing that would be looked at: nobody is on record as let in who no longer takes part.
            db.InsistOnVersion(appointment);
        }
        else
        {
            trail.Denied(AuditKind.VisitEntry, actor, appointment.PublicId, reason: decision.Outcome.ToString());
        }

        await db.SaveChangesAsync(cancel);
        return decision;
    }

    /// <summary>Somebody who has entered asks for the room, for the first time or after a reload.</summary>
    /// <param name="appointment">Read to be looked at: what is to be changed of it is read again.</param>
    public async Task<DoorAnswer> OpenRoomAsync(Appointment appointment, Actor actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var decision = gate.Decide(actor.PersonId, appointment, now);
        if (decision is not { IsOpen: true, Role: { } role } || !appointment.Visit.HasEntered(role))
        {
            trail.Denied(AuditKind.RoomIssued, actor, appointment.PublicId, reason: decision.IsOpen ? "NotEntered" : decision.Outcome.ToString());
            await db.SaveChangesAsync(cancel);
            return new(decision, HasEntered: false);
        }

        if (gate.MustWait(appointment, role))
        {
            await db.SeePatientAsync(appointment.Id, now, cancel);
            return new(decision, HasEntered: true);
        }

        // The first time alone, or after they had left: after that, and for everybody else, nothing of it changes here.
        var waited = role == ParticipantRole.Specialist && appointment.Visit.RoomOpenedAt is null ? await OpenAsync(appointment = await db.ToChangeAsync(appointment, cancel), now, cancel) : null;
        var room = await rooms.IssueAsync(appointment, role, now, cancel);
        trail.Allowed(AuditKind.RoomIssued, actor, appointment.PublicId);
        // Should the visit have ended, moved or been cancelled since: no room is handed out, or put on record as handed out, after that.
        var isFirst = await db.SaveRoomAsync(appointment, cancel);
        // Opened in two tabs at once, it has ended one wait.
        if (isFirst && waited is { } wait)
            meter.CountWait(wait);
        return new(decision, HasEntered: true, room);
    }

    /// <summary>The specialist says that they come later; the patient is told by mail, and at the door.</summary>
    /// <returns>Whether it was the specialist's to say, of a visit that is still to come or under way, and would leave something of it.</returns>
    public async Task<bool> AnnounceDelayAsync(Appointment appointment, int minutes, Actor actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (!MayBeLate(appointment, actor.PersonId, now) || !LeavesTime(appointment, minutes, now))
        {
            var reason = appointment.RoleOf(actor.PersonId) != ParticipantRole.Specialist ? "Role"
                : appointment.Status != AppointmentStatus.Booked ? appointment.Status.ToString()
                : now <= appointment.StartsAt.AddHours(-2) ? nameof(JoinOutcome.TooEarly) : nameof(JoinOutcome.TooLate);
            trail.Denied(AuditKind.DelayAnnounced, actor, appointment.PublicId, reason: reason);
            await db.SaveChangesAsync(cancel);
            return false;
        }

        var late = LateBy(appointment, minutes, now);
        var expected = appointment.StartsAt.AddMinutes(late);
        // Pressed twice: the patient has been told. Unless the specialist has been there in between.
        if (!await outbox.OweDelayAsync(appointment, late, cancel) && appointment.Visit is { RoomOpenedAt: null, SpecialistExpectedAt: var told } && told == expected)
            return true;

        appointment.Visit.ExpectSpecialist(expected);
        trail.Allowed(AuditKind.DelayAnnounced, actor, appointment.PublicId, reason: minutes.ToString(CultureInfo.InvariantCulture));
        try
        {
            await db.SaveLeavingTakenMailAsync(cancel);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            // Pressed twice in the same moment.
            db.ChangeTracker.Clear();
        }

        return true;
    }

    /// <summary>Whether the person can announce a delay of that visit now: its specialist, from two hours before the start until its end.</summary>
    public static bool MayBeLate(Appointment appointment, string? personId, DateTime now)
        => appointment.RoleOf(personId) == ParticipantRole.Specialist && appointment.Status == AppointmentStatus.Booked
            && now > appointment.StartsAt.AddHours(-2) && now < appointment.EndsAt;

    /// <summary>The delays that can be announced of that visit now. Whoever needs longer has to change its hour.</summary>
    public static IReadOnlyList<int> DelaysOf(Appointment appointment, DateTime now) => [.. Delays.Where(minutes => LeavesTime(appointment, minutes, now))];

    // Nobody is told to wait for what is over by then.
    private static bool LeavesTime(Appointment appointment, int minutes, DateTime now)
        => appointment.StartsAt.AddMinutes(LateBy(appointment, minutes, now)) < appointment.EndsAt;

    // Counted from now once it has begun, in whole minutes.
    private static int LateBy(Appointment appointment, int minutes, DateTime now)
        => (int)((now > appointment.StartsAt ? now - appointment.StartsAt : TimeSpan.Zero).TotalMinutes + minutes);

    /// <summary>The specialist ends the visit for both.</summary>
    /// <returns>Whether there was something to end and it was the specialist's to end.</returns>
    public async Task<bool> EndAsync(Appointment appointment, Actor actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var decision = gate.Decide(actor.PersonId, appointment, now);
        if (decision is not { IsOpen: true, Role: ParticipantRole.Specialist } || appointment.Visit.RoomOpenedAt is null)
        {
            var reason = !decision.IsOpen ? decision.Outcome.ToString() : decision.Role == ParticipantRole.Specialist ? "NotOpened" : "NotSpecialist";
            trail.Denied(AuditKind.VisitEnded, actor, appointment.PublicId, reason: reason);
            await db.SaveChangesAsync(cancel);
            return false;
        }

        await db.LoadForChangeAsync(appointment, cancel);
        appointment.Complete(now);
        trail.Allowed(AuditKind.VisitEnded, actor, appointment.PublicId);
        await db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>Whether there is a room that could be changed: somebody has entered, and the door is open.</summary>
    public bool MayRenewRoom(Appointment appointment)
        => (appointment.Visit.HasEntered(ParticipantRole.Patient) || appointment.Visit.HasEntered(ParticipantRole.Specialist))
           && gate.Decide(appointment.SpecialistId, appointment, clock.GetUtcNow().UtcDateTime).IsOpen;

    /// <summary>Somebody else may know the room: the two go on in another, and the old one is no longer any use.</summary>
    /// <returns>Whether there was a room to change.</returns>
    public async Task<bool> RenewRoomAsync(Appointment appointment, Actor actor, CancellationToken cancel)
    {
        var may = MayRenewRoom(appointment);
        if (may)
        {
            appointment.RenewRoom();
            trail.Allowed(AuditKind.RoomRenewed, actor, appointment.PublicId);
            db.InsistOnVersion(appointment);
        }
        else
        {
            trail.Denied(AuditKind.RoomRenewed, actor, appointment.PublicId, reason: "NotOpened");
        }

        await db.SaveChangesAsync(cancel);
        return may;
    }

    /// <returns>How long the patient has waited for it; <see langword="null"/> when nobody did.</returns>
    private async Task<TimeSpan?> OpenAsync(Appointment appointment, DateTime now, CancellationToken cancel)
    {
        var patients = gate.WindowOf(ParticipantRole.Patient, appointment);
        var isThere = appointment.Visit.HasEntered(ParticipantRole.Patient);
        var waited = isThere && gate.MustWait(appointment, ParticipantRole.Patient) ? now - appointment.Visit.PatientEnteredAt : null;
        if (appointment.Visit.RoomOpenedAt is null && !isThere)
            await outbox.OweCallAsync(appointment, patients.ClosesAt, cancel);
        appointment.Visit.OpenRoom(now);
        return waited;
    }
}
