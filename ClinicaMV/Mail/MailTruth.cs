using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
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
        var (recipients, appointments) = AllOf(mails);
        await db.Users.Where(u => recipients.Contains(u.Id)).LoadAsync();
        await db.Appointments.WithPeople().Where(a => appointments.Contains(a.Id)).LoadAsync();
    }

    /// <summary>The appointment has changed since, or its reader is disabled or does not want to be reminded.</summary>
    /// <param name="mail">With its recipient and appointment loaded.</param>
    public bool IsLost(OutgoingMail mail) => IsLost(mail, mail.Recipient, mail.Appointment);

    /// <summary>The ids of those that are lost by now, whatever the mails themselves have in memory.</summary>
    public async Task<IReadOnlySet<long>> FindLostAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        var (recipients, appointments) = AllOf(mails);
        var readers = await db.Users.AsNoTracking().Where(u => recipients.Contains(u.Id)).ToDictionaryAsync(u => u.Id);
        var present = await db.Appointments.AsNoTracking().Where(a => appointments.Contains(a.Id)).ToDictionaryAsync(a => a.Id);
        return mails.Where(m => IsLost(m, readers[m.RecipientId], m.AppointmentId is { } id ? present[id] : null)).Select(m => m.Id).ToHashSet();
    }

    private bool IsLost(OutgoingMail mail, ClinicUser reader, Appointment? appointment) => mail.Kind switch
    {
        _ when reader.IsDisabled => true,
        // A link that opens the account of somebody who has it already.
        MailKind.AccountInvitation => reader.PasswordHash is not null,
        // Who asked for another address since wants only that one.
        MailKind.NewAddress => mail.Address != reader.NewEmail,
        MailKind.AppointmentReminder when !options.Value.RemindersOn || !reader.WantsReminders => true,
        MailKind.SpecialistWaiting when appointment!.Visit.PatientEnteredAt is not null => true,
        // That it is no longer somebody's stays true, whatever happens to it later.
        MailKind.AppointmentReassigned when appointment!.RoleOf(mail.RecipientId) is null => false,
        _ => appointment is not null && appointment.Version != mail.AppointmentVersion,
    };

    private static (List<string> Recipients, List<long> Appointments) AllOf(IReadOnlyCollection<OutgoingMail> mails)
        => ([.. mails.Select(m => m.RecipientId).Distinct()], [.. mails.Select(m => m.AppointmentId).OfType<long>().Distinct()]);
}
