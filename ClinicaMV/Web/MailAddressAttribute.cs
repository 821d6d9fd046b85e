using System.ComponentModel.DataAnnotations;
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

    public static bool IsAddress(string text)
        => text.Normalize().Length <= MaxLength && MailboxAddress.TryParse(text.Trim(), out var mailbox) && mailbox.Address == text.Trim() && mailbox.Address.Contains('@');
}
