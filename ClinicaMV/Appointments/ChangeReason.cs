namespace ClinicaMV.Appointments;

/// <summary>Why an appointment is moved, cancelled or given to somebody else: a code for the record, chosen, never typed. The texts are <c>Reason.{name}</c>.</summary>
public enum ChangeReason
{
    PatientRequest,
    Illness,
    WorkOrTravel,
    SpecialistUnavailable,
    ClinicClosed,
    Other,
}
