namespace ClinicaMV.Mail;

/// <summary>The name is the code in the database: never rename one.</summary>
public enum MailKind
{
    AccountInvitation,
    PasswordReset,
    AppointmentBooked,
    AppointmentMoved,
    AppointmentCancelled,
    AppointmentReassigned,
    AppointmentReminder,
    SpecialistWaiting,
    SpecialistLate,
    CredentialsChanged,
    RecordAnchored,
    SignInCode,
    NewAddress,
    CompanionInvited,
    CompanionMoved,
    CompanionCalledOff,
    CompanionReminder,
    CompanionProposed,
    AppointmentHandedOver,
    AppointmentHeldOtherwise,
    AppointmentLengthChanged,

    /// <summary>In more than one way.</summary>
    AppointmentChanged,
    CompanionLengthChanged,
}
