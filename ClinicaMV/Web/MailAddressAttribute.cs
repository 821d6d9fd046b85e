using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace ClinicaMV.Web;

/// <summary>One bare RFC 5322 address, by the parser that will later write it into a header.</summary>
public sealed class MailAddressAttribute : ValidationAttribute
{
    public const int MaxLength = 254;

    public MailAddressAttribute() => ErrorMessage = "Account.Error.InvalidEmail";

    public override bool IsValid(object? value) => value is null or ""
        || value is string { Length: <= MaxLength } text
            && text.Trim() is var address && MailboxAddress.TryParse(address, out var mailbox)
            && mailbox.Address == address && address.Contains('@');
}
