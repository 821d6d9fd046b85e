using ClinicaMV.Appointments;

namespace ClinicaMV.Pages.Appointments;

internal static class DiaryRefusals
{
    /// <summary>The field beside which the refusal is shown.</summary>
    public static string Field(this DiaryRefusal refusal) => refusal switch
    {
        DiaryRefusal.UnknownPerson or DiaryRefusal.PatientDisabled or DiaryRefusal.NotYourPatient => "Input.PatientId",
        DiaryRefusal.NotAnotherSpecialist or DiaryRefusal.SpecialistDisabled => "Input.SpecialistId",
        DiaryRefusal.NotYourReason => "Input.Reason",
        DiaryRefusal.BadLength or DiaryRefusal.OtherLength => "Input.Hour.Minutes",
        DiaryRefusal.ChangedMeanwhile or DiaryRefusal.AlreadyCancelled or DiaryRefusal.NotBooked or DiaryRefusal.IsOver
            or DiaryRefusal.NotYetStarted or DiaryRefusal.NotAMark or DiaryRefusal.PatientWasThere or DiaryRefusal.TooLateToChange => "",
        _ => "Input.Hour.Time",
    };
}
