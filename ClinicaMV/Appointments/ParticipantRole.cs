namespace ClinicaMV.Appointments;

/// <summary>What somebody is in one appointment; nobody else takes part in it, whatever their role in the clinic.</summary>
public enum ParticipantRole
{
    Patient,
    Specialist,

    /// <summary>Comes along to one visit, without an account (<see cref="Visits.Companion"/>): nobody who can sign in is one.</summary>
    Companion,
}
