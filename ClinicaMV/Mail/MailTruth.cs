using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>Whether what a mail would say still holds when it is about to go out.</summary>
public sealed class MailTruth(ClinicDb db, IOptions<MailOptions> options)
{
    /// <summary>Readers, and appointments with their people: not once more for every mail about them.</summary>
    public async Task LoadAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        var (recipients, appointments) = AllOf(mails);
        await db.Users.Where(u => recipients.Contains(u.Id)).LoadAsync();
        if (CompanionsOf(mails) is { Count: > 0 } companions)
            await db.Companions.Where(c => companions.Contains(c.Id)).LoadAsync();
        await db.Appointments.WithPeople().Where(a => appointments.Contains(a.Id)).LoadAsync();
    }

    /// <summary>The appointment has changed since, or its reader is disabled or does not want to be reminded.</summary>
    /// <param name="mail">With its recipient and appointment loaded.</param>
    public bool IsLost(OutgoingMail mail) => mail.CompanionId is null && mail.Companion is null ? IsLost(mail, mail.Recipient!, mail.Appointment) : IsLost(mail, mail.Companion, mail.Appointment!);

    /// <summary>The ids of those that are lost by now, whatever the mails themselves have in memory.</summary>
    public async Task<IReadOnlySet<long>> FindLostAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        var (recipients, appointments) = AllOf(mails);
        var readers = await db.Users.AsNoTracking().Where(u => recipients.Contains(u.Id)).ToDictionaryAsync(u => u.Id);
        var present = await db.Appointments.AsNoTracking().Where(a => appointments.Contains(a.Id)).ToDictionaryAsync(a => a.Id);
        var companions = CompanionsOf(mails) is { Count: > 0 } asked ? await db.Companions.AsNoTracking().Where(c => asked.Contains(c.Id)).ToDictionaryAsync(c => c.Id) : [];
        return mails.Where(IsLostNow).Select(m => m.Id).ToHashSet();

        bool IsLostNow(OutgoingMail mail) => mail.CompanionId is { } companion
            ? IsLost(mail, companions.GetValueOrDefault(companion), present[mail.AppointmentId!.Value])
            : IsLost(mail, readers[mail.RecipientId!], mail.AppointmentId is { } id ? present[id] : null);
    }

    // They may have been pruned since. Whoever has pressed the link needs no other.
    private bool IsLost(OutgoingMail mail, Companion? companion, Appointment appointment)
        => companion is null || (mail.Kind == MailKind.CompanionCalledOff) == (companion.State == CompanionState.Invited)
            || (mail.Kind == MailKind.CompanionReminder && (!options.Value.RemindersOn || companion.EnteredAt is not null))
            || (mail.Kind != MailKind.CompanionCalledOff && appointment.Version != mail.AppointmentVersion);

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

    private static List<long> CompanionsOf(IReadOnlyCollection<OutgoingMail> mails) => [.. mails.Select(m => m.CompanionId).OfType<long>().Distinct()];

    private static (List<string> Recipients, List<long> Appointments) AllOf(IReadOnlyCollection<OutgoingMail> mails)
        => ([.. mails.Select(m => m.RecipientId).OfType<string>().Distinct()], [.. mails.Select(m => m.AppointmentId).OfType<long>().Distinct()]);
}
