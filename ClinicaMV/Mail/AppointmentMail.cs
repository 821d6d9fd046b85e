using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>What participants are told of their appointment: the hour and with whom; never why, and never the room.</summary>
public sealed class AppointmentMail(IStringLocalizer<Text> text, Hours hours, ClinicLinks links, MailFrame frame, IOptions<ClinicOptions> clinic)
{
    /// <param name="mail">With its recipient, appointment and the appointment's people.</param>
    public MailContent Write(OutgoingMail mail)
    {
        var (appointment, reader) = (mail.Appointment!, mail.Recipient!);
        var role = appointment.RoleOf(reader.Id);
        var isTheirs = mail.Kind != MailKind.AppointmentCancelled && role is not null;
        var happened = HappenedTo(appointment, role, mail.Kind);
        var (startsAt, endsAt) = (mail.StartsAt ?? appointment.StartsAt, mail.EndsAt ?? appointment.EndsAt);
        var (hour, lasts) = (hours.Hour(startsAt), (int)(endsAt - startsAt).TotalMinutes);
        return frame.Content(text[$"Mail.{happened}.Subject", hours.Day(startsAt), hour, mail.Minutes, lasts], reader.FullName) with
        {
            Paragraphs = [text[$"Mail.{happened}.Lead", mail.Minutes, lasts, hour]],
            Facts = [.. FactsOf(mail, appointment, reader)],
            Button = !isTheirs ? null : mail.Kind == MailKind.CompanionProposed ? (text["Mail.Proposed.Button"], links.Appointment(appointment.PublicId)) : ButtonTo(appointment),
            AfterButton = isTheirs && mail.Kind != MailKind.CompanionProposed && appointment.Modality == Modality.Video ? text[IsADayBefore(mail) ? "Mail.CheckToday" : "Mail.NothingToInstall"].Value : null,
            // Not when it begins: then there is something more urgent to press.
            Link = isTheirs && role == ParticipantRole.Patient && appointment.Modality == Modality.Video && mail.Kind is not (MailKind.SpecialistWaiting or MailKind.SpecialistLate)
                ? (text["Device.Link"], links.DeviceCheck(appointment.PublicId)) : null,
        };
    }

    private static string HappenedTo(Appointment appointment, ParticipantRole? role, MailKind kind) => kind switch
    {
        MailKind.AppointmentBooked => "Booked",
        MailKind.AppointmentMoved => "Moved",
        MailKind.AppointmentHeldOtherwise => $"HeldOtherwise.{appointment.Modality}",
        MailKind.AppointmentLengthChanged => "LengthChanged",
        MailKind.AppointmentChanged => $"Changed.{appointment.Modality}",
        MailKind.AppointmentCancelled => role == ParticipantRole.Specialist ? "CalledOff" : "Cancelled",
        MailKind.AppointmentReminder => "Reminder",
        MailKind.SpecialistWaiting => "Waiting",
        MailKind.SpecialistLate => "Late",
        MailKind.CompanionProposed => "Proposed",
        MailKind.AppointmentHandedOver => "HandedOver",
        MailKind.AppointmentReassigned => role switch
        {
            ParticipantRole.Patient => "OtherSpecialist",
            ParticipantRole.Specialist => "TakenOver",
            // Owed before that had a kind of its own.
            _ => "HandedOver",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not mail about an appointment."),
    };

    private IEnumerable<(string, string)> FactsOf(OutgoingMail mail, Appointment appointment, ClinicUser reader)
    {
        var (startsAt, endsAt) = (mail.StartsAt ?? appointment.StartsAt, mail.EndsAt ?? appointment.EndsAt);
        yield return (text["Mail.When"], hours.Span(startsAt, endsAt));
        if (hours.OtherZone(reader.TimeZone, startsAt) is { } zone)
            yield return (text["Mail.WhenForYou"], hours.Span(startsAt, endsAt, zone));
        // Whoever moved it knows that hour without any mail, and so may others.
        if (mail.Kind == MailKind.AppointmentCancelled && (startsAt, endsAt) != (appointment.StartsAt, appointment.EndsAt))
            yield return (text["Mail.MovedTo"], hours.Span(appointment.StartsAt, appointment.EndsAt));
        yield return (text["Mail.With"], appointment.OtherThan(reader.Id).FullName);
        yield return (text["Mail.How"], How(appointment));
    }

    // Time enough to find another device, or somebody who helps.
    private static bool IsADayBefore(OutgoingMail mail)
        => mail.Kind == MailKind.AppointmentReminder && mail.Minutes >= TimeSpan.FromHours(12).TotalMinutes && mail.RecipientId == mail.Appointment!.PatientId;

    private string How(Appointment appointment)
        => appointment.Modality == Modality.Video ? text["Modality.Video"]
        : clinic.Value.Address.Length == 0 ? text["Modality.InPerson"]
        : $"{text["Modality.InPerson"]}: {clinic.Value.Address}";

    private (string, string) ButtonTo(Appointment appointment)
        => appointment.Modality == Modality.Video
            ? (text["Mail.JoinButton"], links.Join(appointment.PublicId))
            : (text["Mail.DetailsButton"], links.Appointment(appointment.PublicId));
}
