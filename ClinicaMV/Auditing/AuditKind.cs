namespace ClinicaMV.Auditing;

/// <summary>How long an event is kept, see <see cref="RetentionOptions"/>.</summary>
public enum AuditClass
{
    /// <summary>Access to a visit or to a person's data (Ley 41/2002 art. 17.1).</summary>
    Access,

    /// <summary>Changes to the diary and to people, kept as long as access.</summary>
    Administration,

    /// <summary>What keeps the house running.</summary>
    Technical,
}

public enum AuditOutcome
{
    Allowed,
    Denied,
}

/// <summary>Everything that is put on record. The name is the code in the database: never rename one.</summary>
public enum AuditKind
{
    SignIn,
    SignOut,
    PasswordResetRequested,
    PasswordReset,
    PersonInvited,
    InvitationAccepted,
    AppointmentOpened,
    AppointmentBooked,
    AppointmentMoved,
    AppointmentCancelled,
    VisitEntry,
    RoomIssued,
    VisitEnded,
    PageReportedJoined,
    PageReportedLeft,
    RecordsPruned,
    AppointmentCompleted,
    AppointmentNoShow,
    AppointmentReassigned,
    HoursChanged,
    AbsenceAdded,
    AbsenceRemoved,
    ClosedDayAdded,
    ClosedDayRemoved,
    PersonChanged,
    PersonDisabled,
    PersonEnabled,
    SettingsChanged,
    CalendarFeedMade,
    CalendarFeedRevoked,
    PatientOpened,
    DelayAnnounced,
    PreferencesChanged,
    MailResent,
}

public static class AuditKinds
{
    public static AuditClass ClassOf(AuditKind kind) => kind switch
    {
        AuditKind.AppointmentOpened or AuditKind.VisitEntry or AuditKind.RoomIssued or AuditKind.VisitEnded
            or AuditKind.PageReportedJoined or AuditKind.PageReportedLeft or AuditKind.PatientOpened or AuditKind.DelayAnnounced => AuditClass.Access,
        AuditKind.AppointmentBooked or AuditKind.AppointmentMoved or AuditKind.AppointmentCancelled
            or AuditKind.AppointmentCompleted or AuditKind.AppointmentNoShow or AuditKind.AppointmentReassigned
            or AuditKind.PersonInvited or AuditKind.InvitationAccepted
            or AuditKind.HoursChanged or AuditKind.AbsenceAdded or AuditKind.AbsenceRemoved
            or AuditKind.ClosedDayAdded or AuditKind.ClosedDayRemoved
            or AuditKind.PersonChanged or AuditKind.PersonDisabled or AuditKind.PersonEnabled or AuditKind.SettingsChanged
            or AuditKind.CalendarFeedMade or AuditKind.CalendarFeedRevoked
            or AuditKind.MailResent => AuditClass.Administration,
        _ => AuditClass.Technical,
    };
}
