namespace ClinicaMV.Appointments;

/// <summary>What a person is in one appointment; nobody else takes part in it, whatever their role in the clinic.</summary>
public enum ParticipantRole
{
    Patient,
    Specialist,
}
