namespace ClinicaMV.Mail;

/// <summary>What became of one attempt to send a mail.</summary>
public sealed record MailAnswer(OutgoingMail Mail, Exception? Failure, bool WasTried = true)
{
    public static MailAnswer Accepted(OutgoingMail mail) => new(mail, null);

    public static MailAnswer Failed(OutgoingMail mail, Exception failure) => new(mail, failure);

    public static MailAnswer NotTried(OutgoingMail mail) => new(mail, null, WasTried: false);

    /// <summary>The code that may be kept and logged: the exception's own words may hold an address.</summary>
    public string? Error => (Failure is AnswerUnheardException ? Failure.InnerException! : Failure)?.GetType().Name;

    public void MarkAt(DateTime now)
    {
        if (!WasTried)
            Mail.Release(now);
        else if (Failure is AnswerUnheardException)
            Mail.MarkUnheard(Error!, now);
        else if (Failure is not null)
            Mail.MarkFailed(Error!, now);
        else
            Mail.MarkSent(now);
    }
}
