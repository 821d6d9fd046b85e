using System.ComponentModel.DataAnnotations;
using System.Text;
using ClinicaMV.Resources;
using Microsoft.Extensions.Localization;
using MimeKit;

namespace ClinicaMV.Web;

/// <summary>One bare RFC 5322 address, by the parser that will later write it into a header.</summary>
public sealed class MailAddressAttribute : ValidationAttribute
{
    public const int MaxLength = 254;

    // MVC translates the messages of its own attributes only.
    protected override ValidationResult? IsValid(object? value, ValidationContext context)
        => value is null or "" || value is string text && IsAddress(text)
            ? ValidationResult.Success
            : new(context.GetRequiredService<IStringLocalizer<Text>>()["Account.Error.InvalidEmail"], [context.MemberName!]);

    // Letters beyond ASCII would stand in a header as they are (RFC 6532), which only servers with SMTPUTF8 take; and what divides
    // lines or turns them round is among those characters.
    public static bool IsAddress(string text)
        => text.Length <= MaxLength && text.Trim() is var bare && Ascii.IsValid(bare)
            && MailboxAddress.TryParse(bare, out var mailbox) && mailbox.Address == bare && bare.Contains('@');
}
