namespace ClinicaMV.Mail;

/// <summary>How administrators look at the outbox: what they may have to do something about, apart from what takes care of itself.</summary>
public enum MailShelf
{
    /// <summary>Ought to have gone out by now.</summary>
    Owed,

    /// <summary>Due later: reminders.</summary>
    Scheduled,

    Sent,

    /// <summary>An answer of the server was never heard: it may have arrived twice, or not yet.</summary>
    Uncertain,

    Dead,

    Void,
}

public static class MailShelves
{
    public static IQueryable<OutgoingMail> On(this IQueryable<OutgoingMail> mail, MailShelf shelf, DateTime now) => shelf switch
    {
        MailShelf.Owed => mail.Where(m => (m.State == MailState.Pending || m.State == MailState.Sending || m.State == MailState.Uncertain) && m.DueAt <= now),
        MailShelf.Scheduled => mail.Where(m => m.State == MailState.Pending && m.DueAt > now),
        MailShelf.Sent => mail.Where(m => m.State == MailState.Sent),
        MailShelf.Uncertain => mail.Where(m => m.UnheardAnswers > 0),
        MailShelf.Dead => mail.Where(m => m.State == MailState.Dead),
        _ => mail.Where(m => m.State == MailState.Void),
    };
}
