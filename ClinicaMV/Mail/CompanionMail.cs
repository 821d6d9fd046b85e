using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Mail;

/// <summary>
/// What companions are told: when, whom they accompany by first name alone, and their link. An address may be mistyped: a
/// stranger who reads it learns no more.
/// </summary>
public sealed class CompanionMail(IStringLocalizer<Text> text, Hours hours, CompanionLinks links, MailFrame frame)
{
    /// <param name="mail">With its companion and appointment, and the appointment's people.</param>
    public MailContent Write(OutgoingMail mail)
    {
        var (companion, appointment) = (mail.Companion!, mail.Appointment!);
        var comes = mail.Kind != MailKind.CompanionCalledOff;
        var (startsAt, endsAt) = (mail.StartsAt ?? appointment.StartsAt, mail.EndsAt ?? appointment.EndsAt);
        var lasts = (int)(endsAt - startsAt).TotalMinutes;
        var key = $"Mail.{mail.Kind}";
        return frame.Content(text[$"{key}.Subject", hours.Day(startsAt), hours.Hour(startsAt), lasts], companion.Name) with
        {
            Facts = [(text["Mail.When"], hours.Span(startsAt, endsAt))],
            Paragraphs = comes
                ? [text[$"{key}.Lead", appointment.Patient.Account.FirstName, lasts].Value, text["Mail.Companion.How"].Value]
                : [text[$"{key}.Lead"].Value],
            Button = comes ? (text["Mail.Companion.Button"], links.LinkOf(companion)) : null,
            AfterButton = comes ? text["Mail.Companion.After"].Value : null,
        };
    }
}
