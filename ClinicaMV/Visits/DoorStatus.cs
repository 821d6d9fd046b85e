using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>How a visit stands for one participant at one instant.</summary>
public sealed record DoorStatus(Appointment Appointment, JoinDecision Decision, bool MustWait, SpecialistState Specialist)
{
    /// <summary>The door is shut for this person and does not open again.</summary>
    public bool IsOver => !Decision.IsOpen && Decision.Outcome != JoinOutcome.TooEarly;

    /// <summary>Differs whenever the answer would: all that it is made from, and no minute that goes by.</summary>
    public string Stamp => $"{Appointment.Version}.{Appointment.Visit.RoomTag}.{Decision.Outcome}.{MustWait}.{Specialist}.{Appointment.ExpectedAt().Ticks}";
}
