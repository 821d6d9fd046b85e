using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>How it stands with the specialist, for a patient who waits.</summary>
public enum SpecialistState
{
    /// <summary>Not there yet, and the hour has not come either.</summary>
    Expected,

    /// <summary>Has said to come later, and that later has not come.</summary>
    Delayed,

    /// <summary>Not there, though it is time.</summary>
    Overdue,

    /// <summary>Has opened the room.</summary>
    Ready,
}

public static class SpecialistStates
{
    public static SpecialistState SpecialistAt(this Appointment appointment, DateTime now) => appointment.Visit switch
    {
        { RoomOpenedAt: not null } => SpecialistState.Ready,
        { SpecialistExpectedAt: { } expected } when now < expected => SpecialistState.Delayed,
        { SpecialistExpectedAt: null } when now < appointment.StartsAt => SpecialistState.Expected,
        _ => SpecialistState.Overdue,
    };

    /// <summary>When the visit is to begin, as far as anybody has said.</summary>
    public static DateTime ExpectedAt(this Appointment appointment) => appointment.Visit.SpecialistExpectedAt ?? appointment.StartsAt;
}
