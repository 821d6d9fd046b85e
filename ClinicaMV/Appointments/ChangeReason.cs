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

public static class ChangeReasons
{
    /// <summary>What is offered to choose from: why the clinic cannot is for the clinic to say.</summary>
    public static IEnumerable<ChangeReason> Of(bool staff) => Enum.GetValues<ChangeReason>()
        .Where(reason => staff || reason is not (ChangeReason.SpecialistUnavailable or ChangeReason.ClinicClosed));
}
