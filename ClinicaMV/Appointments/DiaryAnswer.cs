namespace ClinicaMV.Appointments;

/// <summary>Why the diary says no. The texts are <c>Diary.{name}</c>.</summary>
public enum DiaryRefusal
{
    UnknownPerson,
    NotAnHour,
    NotOnTheMark,
    InThePast,
    BeyondTheDiary,
    BadLength,
    NotYetStarted,
    NotAMark,
    NotYourReason,
    TooLateToChange,
    NotAnotherSpecialist,

    /// <summary>The specialist has another appointment then.</summary>
    HourTaken,

    /// <summary>The patient has.</summary>
    PatientTaken,
    NotOffered,
    ChangedMeanwhile,
    AlreadyCancelled,
    NotBooked,
    IsOver,
    OutsideHours,
    ClinicClosed,
    SpecialistAway,
    TooSoon,
    TooFar,
    OtherLength,
    SpecialistDisabled,
    PatientDisabled,
    NotYourPatient,
    PatientWasThere,
}

/// <summary>The appointment as it now stands (none, if it was never booked), and why nothing was changed, if so.</summary>
public sealed record DiaryAnswer(Appointment? Appointment, DiaryRefusal? Refusal);
