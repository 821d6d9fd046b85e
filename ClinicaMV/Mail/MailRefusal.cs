namespace ClinicaMV.Mail;

/// <summary>Why a mail does not go out again. The name is a code of <c>AdminMail.Refusal.*</c>.</summary>
public enum MailRefusal
{
    /// <summary>It is on its way, or has not been tried yet.</summary>
    OnItsWay,

    /// <summary>The visit is over, or nobody needs it any more.</summary>
    TooLate,

    /// <summary>The appointment has changed since, or its reader wants none or may not come in.</summary>
    NotTrue,
}
