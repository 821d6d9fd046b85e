using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>Whether what a mail would say still holds when it is about to go out.</summary>
public sealed class MailTruth(ClinicDb db, IOptions<MailOptions> options)
{
    /// <summary>Recipients, and appointments with their people: not once more for every mail about them.</summary>
    public async Task LoadAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        var recipients = mails.Select(m => m.RecipientId).Distinct().ToList();
        var appointments = mails.Select(m => m.AppointmentId).OfType<long>().Distinct().ToList();
        await db.Users.Where(u => recipients.Contains(u.Id)).LoadAsync();
        await db.Appointments.WithPeople().Where(a => appointments.Contains(a.Id)).LoadAsync();
    }

    /// <summary>The appointment has changed since, or its reader is disabled or does not want to be reminded.</summary>
    public bool IsLost(OutgoingMail mail) => mail.Kind switch
    {
        _ when mail.Recipient.IsDisabled => true,
        // A link that opens the account of somebody who has it already.
        MailKind.AccountInvitation => mail.Recipient.PasswordHash is not null,
        MailKind.AppointmentReminder when !options.Value.RemindersOn || !mail.Recipient.WantsReminders => true,
        MailKind.SpecialistWaiting when mail.Appointment!.Visit.PatientEnteredAt is not null => true,
        // That it is no longer somebody's stays true, whatever happens to it later.
        MailKind.AppointmentReassigned when mail.Appointment!.RoleOf(mail.RecipientId) is null => false,
        _ => mail.Appointment is { } appointment && appointment.Version != mail.AppointmentVersion,
    };
}
