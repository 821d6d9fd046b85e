using ClinicaMV.Accounts;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Mail;

/// <summary>Mail about somebody's account. The link is made when the mail is written, so that no code lies in the outbox before.</summary>
public sealed class AccountMail(IStringLocalizer<Text> text, ClinicLinks links, MailFrame frame, AccountCodes codes, SignInCodes signInCodes)
{
    /// <param name="mail">With its recipient loaded.</param>
    public async Task<MailContent> WriteAsync(OutgoingMail mail)
    {
        var reader = mail.Recipient!;
        return mail.Kind switch
        {
            MailKind.AccountInvitation => Content("Invitation", reader, links.AcceptInvitation(reader.Id, codes.ForInvitation(reader))),
            MailKind.PasswordReset => Content("Reset", reader, links.ResetPassword(reader.Id, codes.ForPasswordReset(reader))),
            MailKind.CredentialsChanged => Content("Credentials", reader, links.SignIn),
            MailKind.NewAddress => Content("NewAddress", reader, links.NewAddress(reader.Id, codes.ForNewAddress(reader))),
            MailKind.SignInCode => CodeContent(reader, await signInCodes.InAsync(mail)),
            _ => throw new ArgumentOutOfRangeException(nameof(mail), mail.Kind, "Not mail about an account."),
        };
    }

    // Large and first, to be typed in; not in the subject, which a locked phone shows.
    private MailContent CodeContent(ClinicUser reader, string code) => frame.Content(text["Mail.SignInCode.Subject", frame.ClinicName], reader.FullName) with
    {
        Facts = [(text["Mail.SignInCode.Code"], code)],
        Paragraphs = [text["Mail.SignInCode.Lead", frame.ClinicName], text["Mail.SignInCode.After"]],
    };

    private MailContent Content(string key, ClinicUser reader, string url) => frame.Content(text[$"Mail.{key}.Subject", frame.ClinicName], reader.FullName) with
    {
        Paragraphs = [text[$"Mail.{key}.Lead", frame.ClinicName]],
        Button = (text[$"Mail.{key}.Button"], url),
        AfterButton = text[$"Mail.{key}.After"],
    };
}
