namespace ClinicaMV.Auditing;

public enum AuditOutcome
{
    Allowed,
    Denied,
}

/// <summary>Everything that is put on record. The name is the code in the database: never rename one.</summary>
public enum AuditKind
{
    [Recorded(AuditClass.Technical, "somebody signs in, or tries to", AuditFields.Reason)]
    SignIn,

    [Recorded(AuditClass.Technical, "somebody signs out", AuditFields.None)]
    SignOut,

    [Recorded(AuditClass.Technical, "somebody asks for a link to a new password", AuditFields.Subject | AuditFields.Reason)]
    PasswordResetRequested,

    [Recorded(AuditClass.Technical, "somebody sets a new password with such a link", AuditFields.Subject)]
    PasswordReset,

    [Recorded(AuditClass.Administration, "somebody is given an account and an invitation", AuditFields.Subject | AuditFields.Reason)]
    PersonInvited,

    [Recorded(AuditClass.Administration, "somebody chooses the first password", AuditFields.Subject)]
    InvitationAccepted,

    [Recorded(AuditClass.Access, "somebody opens the pages of an appointment", AuditFields.Appointment | AuditFields.Reason)]
    AppointmentOpened,

    [Recorded(AuditClass.Administration, "an appointment is booked; denied with the reason of the refusal", AuditFields.Appointment | AuditFields.Reason)]
    AppointmentBooked,

    [Recorded(AuditClass.Administration, "an appointment is moved", AuditFields.Appointment | AuditFields.Reason)]
    AppointmentMoved,

    [Recorded(AuditClass.Administration, "an appointment is cancelled", AuditFields.Appointment | AuditFields.Reason)]
    AppointmentCancelled,

    [Recorded(AuditClass.Access, "somebody presses Enter at the door of a visit, or a stranger opens its pages", AuditFields.Appointment | AuditFields.Reason)]
    VisitEntry,

    [Recorded(AuditClass.Access, "a room is handed out, or refused to whoever asks for it", AuditFields.Appointment | AuditFields.Reason)]
    RoomIssued,

    [Recorded(AuditClass.Access, "the specialist ends a visit, or somebody tries to", AuditFields.Appointment | AuditFields.Reason)]
    VisitEnded,

    [Recorded(AuditClass.Access, "the room page says that its browser has joined", AuditFields.Appointment)]
    PageReportedJoined,

    [Recorded(AuditClass.Access, "the room page says that its browser has left", AuditFields.Appointment)]
    PageReportedLeft,

    [Recorded(AuditClass.Access, "the room page says that its browser found no video server; the reason is what it waited for", AuditFields.Appointment | AuditFields.Reason)]
    PageReportedUnreachable,

    [Recorded(AuditClass.Administration, "lines past their retention are deleted; the reason is how many", AuditFields.Reason)]
    RecordsPruned,

    [Recorded(AuditClass.Administration, "an appointment is marked as completed", AuditFields.Appointment | AuditFields.Reason)]
    AppointmentCompleted,

    [Recorded(AuditClass.Administration, "an appointment is marked as a no-show", AuditFields.Appointment | AuditFields.Reason)]
    AppointmentNoShow,

    [Recorded(AuditClass.Administration, "an appointment is given to another specialist; the subject is the former one", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    AppointmentReassigned,

    [Recorded(AuditClass.Administration, "working hours are changed", AuditFields.Subject)]
    HoursChanged,

    [Recorded(AuditClass.Administration, "an absence is added", AuditFields.Subject | AuditFields.Reason)]
    AbsenceAdded,

    [Recorded(AuditClass.Administration, "an absence is removed", AuditFields.Subject | AuditFields.Reason)]
    AbsenceRemoved,

    [Recorded(AuditClass.Administration, "a day is closed", AuditFields.Reason)]
    ClosedDayAdded,

    [Recorded(AuditClass.Administration, "a closed day is opened again", AuditFields.Reason)]
    ClosedDayRemoved,

    [Recorded(AuditClass.Administration, "what is known of a person is changed; the reason names the fields", AuditFields.Subject | AuditFields.Reason)]
    PersonChanged,

    [Recorded(AuditClass.Administration, "a person is disabled", AuditFields.Subject)]
    PersonDisabled,

    [Recorded(AuditClass.Administration, "a person is enabled again", AuditFields.Subject)]
    PersonEnabled,

    [Recorded(AuditClass.Administration, "settings are changed in the portal; the reason names the groups", AuditFields.Reason)]
    SettingsChanged,

    [Recorded(AuditClass.Administration, "somebody makes an address for their calendar", AuditFields.None)]
    CalendarFeedMade,

    [Recorded(AuditClass.Administration, "somebody withdraws that address; what ends all of their sessions withdraws it too, without this line", AuditFields.None)]
    CalendarFeedRevoked,

    [Recorded(AuditClass.Access, "somebody opens the page of a patient", AuditFields.Subject | AuditFields.Reason)]
    PatientOpened,

    [Recorded(AuditClass.Access, "a specialist says that they come later, or somebody tries to; the reason is by how many minutes, or why not", AuditFields.Appointment | AuditFields.Reason)]
    DelayAnnounced,

    [Recorded(AuditClass.Technical, "somebody changes their own preferences", AuditFields.None)]
    PreferencesChanged,

    [Recorded(AuditClass.Administration, "a mail is sent again", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    MailResent,

    [Recorded(AuditClass.Access, "an administrator opens the page of a person", AuditFields.Subject)]
    PersonOpened,

    [Recorded(AuditClass.Access, "somebody opens a list of people that are not themselves, or books for the one they have chosen there", AuditFields.Subject)]
    PeopleListed,

    [Recorded(AuditClass.Access, "an administrator opens everybody's appointments, or the week or the hours of a specialist", AuditFields.Subject | AuditFields.Reason)]
    AppointmentsListed,

    [Recorded(AuditClass.Access, "somebody reads the record, or the pages made from it; the person is whose lines they asked for", AuditFields.Subject)]
    RecordRead,

    [Recorded(AuditClass.Access, "the record, or a part of it, is taken away as a file; the reason is the format", AuditFields.Subject | AuditFields.Reason)]
    RecordExported,

    [Recorded(AuditClass.Administration, "the record is verified; denied when it is not the one that was written", AuditFields.Reason)]
    RecordVerified,

    [Recorded(AuditClass.Access, "somebody opens or downloads what is kept about them", AuditFields.None)]
    OwnDataRead,

    [Recorded(AuditClass.Administration, "somebody asks to be erased, or takes it back", AuditFields.Reason)]
    ErasureRequested,

    [Recorded(AuditClass.Administration, "a person's data is erased", AuditFields.Subject)]
    PersonErased,

    [Recorded(AuditClass.Administration, "addresses on record are shortened; the reason is how many", AuditFields.Reason)]
    OriginsErased,

    [Recorded(AuditClass.Access, "the video server asks whether a room may exist; denied with the reason when it may not", AuditFields.Appointment | AuditFields.Reason)]
    RoomReserved,

    [Recorded(AuditClass.Access, "the video server says that it has destroyed a room", AuditFields.Appointment)]
    RoomReleased,

    [Recorded(AuditClass.Access, "somebody has the visit go on in a new room, or tries to", AuditFields.Appointment | AuditFields.Reason)]
    RoomRenewed,

    [Recorded(AuditClass.Access, "the video server reports that the subject has joined a room", AuditFields.Appointment | AuditFields.Subject)]
    ServerReportedJoined,

    [Recorded(AuditClass.Access, "the video server reports that the subject has left a room", AuditFields.Appointment | AuditFields.Subject)]
    ServerReportedLeft,

    [Recorded(AuditClass.Administration, "a key for the names of rooms is added; the reason is its number", AuditFields.Reason)]
    RoomKeyAdded,

    [Recorded(AuditClass.Administration, "keys that nothing can use any more are removed; the reason is how many", AuditFields.Reason)]
    RoomKeysRetired,

    [Recorded(AuditClass.Administration, "hours of one date are added to a specialist's; the reason is the day", AuditFields.Subject | AuditFields.Reason)]
    ExtraHoursAdded,

    [Recorded(AuditClass.Administration, "extra hours are taken back; the reason is the day", AuditFields.Subject | AuditFields.Reason)]
    ExtraHoursRemoved,

    [Recorded(AuditClass.Technical, "the video server tells of the room in which doctor jitsi tries it", AuditFields.Reason)]
    CheckupReported,

    [Recorded(AuditClass.Technical, "somebody checks their device, for an appointment or for none; the reason is whether it is fine", AuditFields.Appointment | AuditFields.Reason)]
    DevicesChecked,

    [Recorded(AuditClass.Technical, "somebody asks how a visit stands more often than any page does; one line a minute from each instance", AuditFields.Appointment)]
    PollsRefused,

    [Recorded(AuditClass.Technical, "somebody in a visit tries what helps picture and sound, or says whether it has; the reason is the step", AuditFields.Appointment | AuditFields.Reason)]
    VisitTrouble,

    [Recorded(AuditClass.Access, "the patient says how picture and sound were; the reason is the number", AuditFields.Appointment | AuditFields.Reason)]
    VisitRated,

    [Recorded(AuditClass.Technical, "somebody asks for a code to sign in with", AuditFields.Subject | AuditFields.Reason)]
    SignInCodeRequested,

    [Recorded(AuditClass.Technical, "somebody sets up a second step", AuditFields.None)]
    SecondStepSet,

    [Recorded(AuditClass.Administration, "a second step is removed, by the person or by an administrator", AuditFields.Subject)]
    SecondStepRemoved,

    [Recorded(AuditClass.Technical, "somebody is given recovery codes", AuditFields.None)]
    RecoveryCodesMade,

    [Recorded(AuditClass.Technical, "somebody adds a passkey", AuditFields.None)]
    PasskeyAdded,

    [Recorded(AuditClass.Technical, "somebody removes a passkey", AuditFields.None)]
    PasskeyRemoved,

    [Recorded(AuditClass.Administration, "sessions are ended, by the person or by an administrator; the reason says which", AuditFields.Subject | AuditFields.Reason)]
    SessionsEnded,

    [Recorded(AuditClass.Technical, "somebody changes their own password", AuditFields.None)]
    PasswordChanged,

    [Recorded(AuditClass.Technical, "somebody asks for another address of their own", AuditFields.None)]
    NewAddressAsked,

    [Recorded(AuditClass.Administration, "somebody confirms their new address", AuditFields.Subject)]
    AddressChanged,

    [Recorded(AuditClass.Technical, "somebody shows once more who they are; the reason says how", AuditFields.Reason)]
    IdentityConfirmed,

    [Recorded(AuditClass.Access, "a patient proposes a companion, who is the subject here and below", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    CompanionProposed,

    [Recorded(AuditClass.Access, "a specialist invites a companion, accepts one who was proposed, or has another link sent", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    CompanionInvited,

    [Recorded(AuditClass.Access, "a specialist declines a companion who was proposed", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    CompanionDeclined,

    [Recorded(AuditClass.Access, "a companion's link is spent by a press; denied with the reason when it is refused", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    CompanionEntry,

    [Recorded(AuditClass.Access, "the specialist lets a companion in, or somebody tries to", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    CompanionAdmitted,

    [Recorded(AuditClass.Access, "a companion is turned away, taken out, or not wanted any more", AuditFields.Appointment | AuditFields.Subject | AuditFields.Reason)]
    CompanionRemoved,

    [Recorded(AuditClass.Administration, "a backup is made, which holds everything", AuditFields.None)]
    BackupTaken,

    [Recorded(AuditClass.Access, "somebody at an open door is told that the video server does not answer the portal; one line a minute from each instance", AuditFields.Appointment)]
    VideoServerSilent,
}
