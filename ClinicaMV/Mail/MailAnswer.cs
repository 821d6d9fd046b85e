namespace ClinicaMV.Mail;

/// <summary>What became of one attempt to send a mail.</summary>
public sealed record MailAnswer(OutgoingMail Mail, MailFate Fate, Exception? Failure = null)
{
    public static MailAnswer Accepted(OutgoingMail mail) => new(mail, MailFate.Accepted);

    public static MailAnswer Failed(OutgoingMail mail, Exception failure) => new(mail, failure is AnswerUnheardException ? MailFate.Unheard : MailFate.Failed, failure);

    public static MailAnswer NotTried(OutgoingMail mail) => new(mail, MailFate.NotTried);

    /// <summary>The code that may be kept and logged: the exception's own words may hold an address.</summary>
    public string? Error => (Failure is AnswerUnheardException ? Failure.InnerException! : Failure)?.GetType().Name;

    /// <summary>Writes it down on the mail; those that were accepted the database marks all together.</summary>
    public void MarkAt(DateTime now)
    {
        switch (Fate)
        {
            case MailFate.Failed:
                Mail.MarkFailed(Error!, now);
                break;
            case MailFate.Unheard:
                Mail.MarkUnheard(Error!, now);
                break;
            case MailFate.NoLongerTrue:
                Mail.MarkVoid();
                break;
            case MailFate.ToAnother:
                Mail.Readdress(now);
                break;
            case MailFate.NotTried:
                Mail.Release(now);
                break;
        }
    }
}

public enum MailFate
{
    Accepted,
    Failed,

    /// <summary>The server had the whole message, and its answer was lost.</summary>
    Unheard,

    /// <summary>What it says was overtaken while it waited.</summary>
    NoLongerTrue,

    /// <summary>Its reader has another address by now: it is written anew.</summary>
    ToAnother,

    /// <summary>It has to wait for another turn.</summary>
    NotTried,
}
