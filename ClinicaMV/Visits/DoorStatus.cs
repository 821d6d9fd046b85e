using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>How a visit stands at one instant for one of those who come to it.</summary>
public record DoorStatus(Appointment Appointment, JoinDecision Decision, bool MustWait, SpecialistState Specialist)
{
    /// <summary>The door is shut for this person and does not open again.</summary>
    public virtual bool IsOver => !Decision.IsOpen && Decision.Outcome != JoinOutcome.TooEarly;

    /// <inheritdoc cref="Visit.RoomTag"/>
    public string RoomTag { get; } = Appointment.Visit.RoomTag;

    /// <summary>Differs whenever the answer would: all that it is made from, and no minute that goes by.</summary>
    public virtual string Stamp => $"{Appointment.Version}.{RoomTag}.{Decision.Outcome}.{MustWait}.{Specialist}.{Appointment.ExpectedAt().Ticks}";

    /// <summary>When the clock alone makes another status of it, if it does.</summary>
    public DateTime? ChangesAfter(DateTime now)
        => new DateTime?[] { Decision.Window.OpensAt, Decision.Window.ClosesAt, Appointment.StartsAt, Appointment.Visit.SpecialistExpectedAt }.Where(at => at > now).Min();
}
