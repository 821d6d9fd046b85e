using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Visits;

public enum JoinOutcome
{
    Open,
    TooEarly,
    TooLate,
    Cancelled,
    Completed,
    NoShow,
    NotVideo,
    NotParticipant,
}

/// <summary>What the gate answers. Role and window are there for participants only; a stranger learns nothing.</summary>
public sealed record JoinDecision(JoinOutcome Outcome, ParticipantRole? Role = null, JoinWindow Window = default)
{
    public bool IsOpen => Outcome == JoinOutcome.Open;

    /// <summary>There is to be no visit at this hour any more.</summary>
    public bool IsLost => Outcome is JoinOutcome.TooLate or JoinOutcome.Cancelled or JoinOutcome.NoShow;

    /// <summary>Whether it is a patient who has no visit here any more and may look for another hour.</summary>
    public bool MayAskAgain(ClinicOptions clinic) => clinic.PatientsMayBook && Role == ParticipantRole.Patient && IsLost;
}
