using System.Globalization;
using ClinicaMV.Clinic;
using ClinicaMV.Mail.Templates;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>Turns an owed mail into the message itself, in its reader's language.</summary>
public sealed class MailComposer(MailWriter writer, CalendarInvite invite, HtmlRenderer renderer, TimeProvider clock, IOptions<MailOptions> options)
{
    /// <param name="mail">With its reader, appointment and the appointment's people loaded.</param>
    public async Task<MimeMessage> ComposeAsync(OutgoingMail mail)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = ClinicTime.CultureOf(mail.Reader.Language);
        return await MessageAsync(mail, await writer.WriteAsync(mail));
    }

    private async Task<MimeMessage> MessageAsync(OutgoingMail mail, MailContent content)
    {
        var from = MailboxAddress.Parse(options.Value.From);
        var message = new MimeMessage
        {
            Subject = content.Subject,
            // Reminders are owed for weeks; who sorts by date looks for them where they came in.
            Date = clock.GetUtcNow(),
            MessageId = $"{mail.MessageId}@{from.Domain}",
            Body = await BodyAsync(mail, content),
        };
        message.From.Add(string.IsNullOrEmpty(from.Name) ? new MailboxAddress(content.ClinicName, from.Address) : from);
        message.To.Add(new MailboxAddress(mail.Reader.Name, mail.Reader.Address));
        // RFC 3834: no out-of-office answers, please.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    // Mail programs look for the invitation among the alternatives, calendar programs among the attachments.
    private async Task<MimeEntity> BodyAsync(OutgoingMail mail, MailContent content)
    {
        var alternative = new MultipartAlternative
        {
            new TextPart("plain") { Text = content.ToPlainText() },
            new TextPart("html") { Text = await HtmlAsync(content) },
        };
        if (invite.Write(mail) is not var (method, calendar))
            return alternative;

        alternative.Add(Part(method, calendar));
        var attachment = Part(method, calendar);
        attachment.ContentDisposition = new(ContentDisposition.Attachment) { FileName = "invite.ics" };
        attachment.ContentType.Name = "invite.ics";
        return new Multipart("mixed") { alternative, attachment };
    }

    private static TextPart Part(string method, string calendar)
    {
        var part = new TextPart("calendar") { Text = calendar, ContentTransferEncoding = ContentEncoding.Base64 };
        part.ContentType.Parameters.Add("method", method);
        return part;
    }

    private async Task<string> HtmlAsync(MailContent content)
        => await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(MailLayout.Content)] = content });
            var output = await renderer.RenderComponentAsync<MailLayout>(parameters);
            return "<!DOCTYPE html>\n" + output.ToHtmlString();
        });
}
