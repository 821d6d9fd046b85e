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
    public MailContent Write(MailKind kind, Appointment appointment, ClinicUser reader)
    {
        var role = appointment.RoleOf(reader.Id);
        var other = appointment.OtherThan(reader.Id);
        var isTheirs = kind != MailKind.AppointmentCancelled && role is not null;
        var span = hours.Span(appointment.StartsAt, appointment.EndsAt);
        var happened = kind switch
        {
            MailKind.AppointmentMoved => "Moved",
            MailKind.AppointmentCancelled => "Cancelled",
            MailKind.AppointmentReassigned => role switch
            {
                ParticipantRole.Patient => "OtherSpecialist",
                ParticipantRole.Specialist => "TakenOver",
                _ => "HandedOver",
            },
            MailKind.AppointmentReminder => "Reminder",
            MailKind.AppointmentBooked => "Booked",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not mail about an appointment."),
        };
        return frame.Content(text[$"Mail.{happened}.Subject", hours.Day(appointment.StartsAt), hours.Hour(appointment.StartsAt)], reader.FullName) with
        {
            Paragraphs = [text[$"Mail.{happened}.Lead"]],
            Facts =
            [
                (text["Mail.When"], span),
                (text["Mail.With"], other.FullName),
                (text["Mail.How"], How(appointment)),
            ],
            Button = isTheirs ? ButtonTo(appointment) : null,
            AfterButton = isTheirs && appointment.Modality == Modality.Video ? text["Mail.NothingToInstall"].Value : null,
        };
    }

    private string How(Appointment appointment)
        => appointment.Modality == Modality.Video ? text["Modality.Video"]
        : clinic.Value.Address.Length == 0 ? text["Modality.InPerson"]
        : $"{text["Modality.InPerson"]}: {clinic.Value.Address}";

    private (string, string) ButtonTo(Appointment appointment)
        => appointment.Modality == Modality.Video
            ? (text["Mail.JoinButton"], links.Join(appointment.PublicId))
            : (text["Mail.DetailsButton"], links.Appointment(appointment.PublicId));
}
