namespace ClinicaMV.Mail;

/// <summary>What goes first when there is more than the server takes. The number stands in the database: never change one.</summary>
public enum MailUrgency
{
    /// <summary>Somebody sits in front of the screen and waits for it.</summary>
    AtOnce = 0,

    /// <summary>Something has changed.</summary>
    News = 1,

    /// <summary>Nothing has; it has time until the visit.</summary>
    Reminder = 2,
}

public static class MailUrgencies
{
    public static MailUrgency Of(MailKind kind) => kind switch
    {
        MailKind.SignInCode or MailKind.PasswordReset or MailKind.NewAddress or MailKind.SpecialistWaiting or MailKind.SpecialistLate or MailKind.CompanionInvited => MailUrgency.AtOnce,
        MailKind.AppointmentReminder or MailKind.CompanionReminder => MailUrgency.Reminder,
        _ => MailUrgency.News,
    };
}
