using ClinicaMV.Data;
using ClinicaMV.Mail;

namespace ClinicaMV.Accounts;

public enum AccountRequestKind
{
    SignInCode,
    PasswordReset,
}

/// <summary>
/// Somebody typed an address and wants a code or a link sent there. The page only writes this down, the same for every address; a job finds
/// out afterwards whether there is such an account, so that no answer's words and no answer's time can tell.
/// </summary>
public sealed class AccountRequest
{
    public const int MostTries = 5;
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Known to the browser that asked, and to no other.</summary>
    public string Id { get; private set; } = PublicId.New();

    public required AccountRequestKind Kind { get; init; }

    public required DateTime AskedAt { get; init; }

    /// <summary>For the record.</summary>
    public string? IpAddress { get; init; }

    /// <summary>What was typed, encrypted; gone when the request has been answered.</summary>
    public string? SealedEmail { get; set; }

    /// <summary>The six digits and the stamp of the person they are for, encrypted. A request for an unknown address gets some too, which nobody is sent.</summary>
    public string? SealedCode { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    /// <summary>Whose account it turned out to be.</summary>
    public string? PersonId { get; private set; }

    /// <summary>The mail in which the code goes out.</summary>
    public OutgoingMail? Mail { get; private set; }

    public long? MailId { get; private set; }

    /// <summary>How often a code was typed for it.</summary>
    public int Tries { get; private set; }

    public DateTime? UsedAt { get; private set; }

    public void Answer(DateTime now, string? sealedCode, string? personId, OutgoingMail? mail)
        => (AnsweredAt, SealedEmail, SealedCode, PersonId, Mail) = (now, null, sealedCode, personId, mail);
}
