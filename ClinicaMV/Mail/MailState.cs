namespace ClinicaMV.Mail;

public enum MailState
{
    Pending,

    /// <summary>Handed to one worker until its lease runs out.</summary>
    Sending,

    Sent,

    /// <summary>The server's answer was lost: it may have arrived, and goes out again.</summary>
    Uncertain,

    /// <summary>Given up, or too late; an administrator has to look.</summary>
    Dead,

    /// <summary>No longer true before it was sent, e.g. the appointment was moved again.</summary>
    Void,
}
