using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// Answers those at the door how the visit stands, and knows who is still there. Every question is answered from what the
/// database holds at that moment, so that any instance answers alike (decisions 19 and 32).
/// </summary>
public sealed class WaitingRoom(JoinGate gate, ClinicDb db, TimeProvider clock)
{
    /// <summary>A sign of life is written down no more often than this, however often the page asks.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    /// <summary>Whoever has given no sign for so long has gone, sleeps in a pocket, or has lost the connection.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <param name="isThere">The page itself asks, which is a sign of life.</param>
    /// <returns><see langword="null"/> for whoever takes no part.</returns>
    public async Task<DoorStatus?> AskAsync(string id, string? personId, bool isThere, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (personId is null
            || await db.AppointmentForAsync(personId, id, keepsDiary: false, toChange: false, cancel) is not { } appointment
            || gate.Decide(personId, appointment, now) is not { Role: { } role } decision)
        {
            return null;
        }

        if (isThere && decision.IsOpen && role == ParticipantRole.Patient && appointment.Visit.HasEntered(role)
            && now - appointment.Visit.PatientSeenAt >= Beat)
        {
            await db.SeePatientAsync(appointment.Id, now, cancel);
        }

        return new(appointment, decision, gate.MustWait(appointment, role), appointment.SpecialistAt(now));
    }

    /// <summary>The patients who have pressed Enter and whose room nobody has opened yet, in the order of their coming.</summary>
    /// <param name="specialistId">Only that specialist's.</param>
    public async Task<IReadOnlyList<Appointment>> WaitingAsync(string? specialistId, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var entered = await db.Appointments.NearTheDoor(now).WithPeople()
            .Where(a => a.Visit.PatientEnteredAt != null && a.Visit.RoomOpenedAt == null && (specialistId == null || a.SpecialistId == specialistId))
            .ToListAsync(cancel);
        return [.. entered.Where(a => Waits(a, now)).OrderBy(a => a.Visit.PatientEnteredAt)];
    }

    private bool Waits(Appointment appointment, DateTime now)
        => gate.Decide(appointment.SpecialistId, appointment, now).IsOpen
           && appointment.Visit.HasEntered(ParticipantRole.Patient);

    /// <summary>Whether the waiting patient's page is still open somewhere.</summary>
    public static bool IsThere(Appointment appointment, DateTime now) => now - appointment.Visit.PatientSeenAt < Silence;
}
