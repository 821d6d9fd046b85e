using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Jitsi;

/// <summary>
/// The video server asks whether a room may exist. A name that we never signed costs no query; for the others the gate is
/// asked, and what it says is on record. A second lock: the first is the token.
/// </summary>
public sealed class ReservationAuthority(SignedRooms rooms, JoinGate gate, AuditTrail trail, ClinicDb db, TimeProvider clock)
{
    /// <summary>May a room of that name exist now?</summary>
    public async Task<Reservation> AskAsync(SignedRoom signed, IPAddress? address, CancellationToken cancel)
    {
        if (CheckupRoom.Is(signed.Name))
            return await AboutCheckupAsync(signed, address, cancel);
        if (await db.RoomAsync(signed.Name.RoomRef, cancel) is not { } room)
            return await RefuseAsync(Reservation.Unknown, null, address, cancel);

        var decision = Decide(room.Appointment);
        var refusal = !decision.IsOpen ? decision.Outcome.ToString()
            : !room.IsCurrent ? Reservation.OldRoom
            : null;
        return refusal is null
            ? await GrantAsync(room.Appointment, signed.Text, decision, address, cancel)
            : await RefuseAsync(refusal, room.Appointment, address, cancel);
    }

    /// <summary>The reservation that a visit has now, for a server that has been told of a conflict.</summary>
    /// <param name="id">Public id of the appointment.</param>
    /// <returns><see langword="null"/> when there is no such visit.</returns>
    public async Task<Reservation?> ShowAsync(string id, IPAddress? address, CancellationToken cancel)
    {
        if (await db.Appointments.WithPeople().SingleOrDefaultAsync(a => a.PublicId == id, cancel) is not { } appointment)
            return null;

        var decision = Decide(appointment);
        return decision.IsOpen
            ? await GrantAsync(appointment, (await rooms.SignAsync(appointment, cancel)).Text, decision, address, cancel)
            : await RefuseAsync(decision.Outcome.ToString(), appointment, address, cancel);
    }

    /// <summary>The video server has destroyed the room. Nothing hangs on it: a new one is asked for again.</summary>
    /// <returns>Whether there is such a visit.</returns>
    public async Task<bool> ReleaseAsync(string id, IPAddress? address, CancellationToken cancel)
    {
        if (!await db.Appointments.AnyAsync(a => a.PublicId == id, cancel))
            return false;

        trail.Allowed(AuditKind.RoomReleased, Actor.VideoServer(address), id);
        await db.SaveChangesAsync(cancel);
        return true;
    }

    private async Task<Reservation> AboutCheckupAsync(SignedRoom signed, IPAddress? address, CancellationToken cancel)
    {
        var left = signed.Name.ExpiresAt - clock.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero)
            return await RefuseAsync(nameof(JoinOutcome.TooLate), null, address, cancel);

        trail.Allowed(AuditKind.RoomReserved, Actor.VideoServer(address), reason: CheckupRoom.ReasonOf(signed.Name));
        await db.SaveChangesAsync(cancel);
        return new(null, new(PublicId.New(), signed.Text, Math.Max(1, (int)left.TotalSeconds), CheckupRoom.MaxOccupants));
    }

    // As for the specialist, whose window opens first: a patient's token is worth nothing before theirs.
    private JoinDecision Decide(Appointment appointment) => gate.Decide(appointment.SpecialistId, appointment, clock.GetUtcNow().UtcDateTime);

    private async Task<Reservation> GrantAsync(Appointment appointment, string name, JoinDecision decision, IPAddress? address, CancellationToken cancel)
    {
        trail.Allowed(AuditKind.RoomReserved, Actor.VideoServer(address), appointment.PublicId);
        db.InsistOnVersion(appointment);
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Ended, moved or cancelled in this very moment, and so is the room.
            db.ChangeTracker.Clear();
            return await RefuseAsync(Reservation.OldRoom, appointment, address, cancel);
        }

        var left = decision.Window.ClosesAt - clock.GetUtcNow().UtcDateTime;
        return new(null, new(appointment.PublicId, name, Math.Max(1, (int)left.TotalSeconds), await OccupantsOfAsync(appointment, cancel)));
    }

    private async Task<Reservation> RefuseAsync(string refusal, Appointment? appointment, IPAddress? address, CancellationToken cancel)
    {
        trail.Denied(AuditKind.RoomReserved, Actor.VideoServer(address), appointment?.PublicId, reason: refusal);
        await db.SaveChangesAsync(cancel);
        return new(refusal, null);
    }

    /// <summary>How many may be in the room of this visit at once: the two, and whoever is invited to come along. The server asks once per room.</summary>
    private async Task<int> OccupantsOfAsync(Appointment appointment, CancellationToken cancel)
        => 2 + await db.Companions.CountAsync(c => c.AppointmentId == appointment.Id && c.State == CompanionState.Invited, cancel);
}
