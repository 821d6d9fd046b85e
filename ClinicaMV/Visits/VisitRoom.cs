using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>
/// A room that has been handed out, and whose it was: what the video server tells of it may come after the visit has
/// ended, moved or changed hands.
/// </summary>
public sealed class VisitRoom
{
    private VisitRoom()
    {
    }

    /// <summary>The <see cref="Visit.RoomRef"/> of that time.</summary>
    public byte[] Ref { get; private set; } = null!;

    public long AppointmentId { get; private set; }

    public Appointment Appointment { get; private set; } = null!;

    /// <summary>With whom the appointment was then.</summary>
    public string SpecialistId { get; private set; } = null!;

    /// <summary>When the appointment was to start then.</summary>
    public DateTime StartsAt { get; private set; }

    /// <summary>Whether this is the room that is handed out now.</summary>
    public bool IsCurrent => Ref.AsSpan().SequenceEqual(Appointment.Visit.RoomRef);

    /// <summary>Who it was, by role.</summary>
    public string PersonOf(ParticipantRole role) => role == ParticipantRole.Specialist ? SpecialistId : Appointment.PatientId;
}
