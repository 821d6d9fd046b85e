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
    // What a newer one says otherwise: by how much somebody is late, and which link opens.
    private readonly HashSet<long> repeated = [];

    // They ask the specialist for an answer that nobody waits for any more.
    private readonly HashSet<long> answered = [];

    /// <summary>Readers, and appointments with their people: not once more for every mail about them.</summary>
    public async Task LoadAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        var (recipients, appointments) = AllOf(mails);
        await db.Users.Where(u => recipients.Contains(u.Id)).LoadAsync();
        if (CompanionsOf(mails) is { Count: > 0 } companions)
            await db.Companions.Where(c => companions.Contains(c.Id)).LoadAsync();
        await db.Appointments.WithPeople().Where(a => appointments.Contains(a.Id)).LoadAsync();
        await FindRepeatedAsync(mails);
        await FindAnsweredAsync(mails);
    }

    /// <summary>The appointment has changed since, or its reader is disabled or does not want to be reminded.</summary>
    /// <param name="mail">With its recipient and appointment loaded.</param>
    public bool IsLost(OutgoingMail mail) => mail.CompanionId is null && mail.Companion is null ? IsLost(mail, mail.Recipient!, mail.Appointment) : IsLost(mail, mail.Companion, mail.Appointment!);

    /// <summary>By their ids those that cannot go out as they are written: somebody else's or lost by now, or their reader has another address than the mail has in memory.</summary>
    public async Task<IReadOnlyDictionary<long, MailFate>> FindOvertakenAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        var (recipients, appointments) = AllOf(mails);
        var readers = await db.Users.AsNoTracking().Where(u => recipients.Contains(u.Id)).ToDictionaryAsync(u => u.Id);
        var present = await db.Appointments.AsNoTracking().Where(a => appointments.Contains(a.Id)).ToDictionaryAsync(a => a.Id);
        var companions = CompanionsOf(mails) is { Count: > 0 } asked
            ? await db.Companions.AsNoTracking().Include(c => c.Appointment.Patient.Account).Include(c => c.Appointment.Specialist.Account).Where(c => asked.Contains(c.Id)).ToDictionaryAsync(c => c.Id)
            : [];
        await FindRepeatedAsync(mails);
        await FindAnsweredAsync(mails);
        var ours = await OursAsync(mails);
        return mails.Select(m => (m.Id, Fate: FateOf(m))).Where(m => m.Fate is not null).ToDictionary(m => m.Id, m => m.Fate!.Value);

        MailFate? FateOf(OutgoingMail mail)
            => !ours.Contains((mail.Id, mail.Attempts)) ? MailFate.NotTried
            : IsLostNow(mail) ? MailFate.NoLongerTrue
            : mail.RecipientId is { } reader && mail.Reader.Address != (mail.Address ?? readers[reader].Email) ? MailFate.ToAnother
            : null;

        bool IsLostNow(OutgoingMail mail) => mail.CompanionId is { } companion
            ? IsLost(mail, companions.GetValueOrDefault(companion), present[mail.AppointmentId!.Value])
            : IsLost(mail, readers[mail.RecipientId!], mail.AppointmentId is { } id ? present[id] : null);
    }

    // They may have been pruned since. Whoever has pressed the link needs no other.
    private bool IsLost(OutgoingMail mail, Companion? companion, Appointment appointment)
        => companion is null || (mail.Kind == MailKind.CompanionCalledOff ? companion.State == CompanionState.Invited : !companion.IsExpected)
            || (mail.Kind == MailKind.CompanionReminder && (!options.Value.RemindersOn || companion.EnteredAt is not null))
            || (mail.Kind != MailKind.CompanionCalledOff && appointment.Version != mail.AppointmentVersion)
            || repeated.Contains(mail.Id);

    private bool IsLost(OutgoingMail mail, ClinicUser reader, Appointment? appointment) => mail.Kind switch
    {
        _ when reader.IsDisabled => true,
        // A link that opens the account of somebody who has it already.
        MailKind.AccountInvitation => reader.PasswordHash is not null,
        // Who asked for another address since wants only that one.
        MailKind.NewAddress => mail.Address != reader.NewEmail,
        MailKind.AppointmentReminder when !options.Value.RemindersOn || !reader.WantsReminders => true,
        MailKind.SpecialistWaiting when appointment!.Visit is not { RoomOpenedAt: not null, PatientEnteredAt: null } => true,
        MailKind.SpecialistLate when appointment!.Visit.RoomOpenedAt >= mail.CreatedAt || repeated.Contains(mail.Id) => true,
        MailKind.CompanionProposed when answered.Contains(mail.Id) => true,
        // That it is no longer somebody's stays true until it is theirs again.
        MailKind.AppointmentHandedOver => appointment!.RoleOf(mail.RecipientId) is not null,
        _ => appointment is not null && appointment.Version != mail.AppointmentVersion,
    };

    private async Task FindRepeatedAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        long[] asked = [.. mails.Where(m => m.Kind is MailKind.SpecialistLate or MailKind.CompanionInvited or MailKind.CompanionMoved or MailKind.CompanionLengthChanged or MailKind.CompanionReminder).Select(m => m.Id)];
        if (asked.Length == 0)
            return;

        // A reminder is owed in the same moment as the link that it holds.
        repeated.UnionWith(await db.OutgoingMail.Where(m => EF.Parameter(asked).Contains(m.Id) && db.OutgoingMail.Any(n => n.AppointmentId == m.AppointmentId
                && (n.CreatedAt > m.CreatedAt || (n.CreatedAt == m.CreatedAt && n.Id > m.Id && m.Kind != MailKind.CompanionReminder))
                && (m.CompanionId == null
                    ? n.Kind == MailKind.SpecialistLate && n.RecipientId == m.RecipientId
                    : n.CompanionId == m.CompanionId && (n.Kind == MailKind.CompanionInvited || n.Kind == MailKind.CompanionMoved || n.Kind == MailKind.CompanionLengthChanged))))
            .Select(m => m.Id).ToListAsync());
    }

    // Whoever proposes another one meanwhile says it again, and that is saved whatever becomes of this one.
    private async Task FindAnsweredAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        long[] asked = [.. mails.Where(m => m.Kind == MailKind.CompanionProposed).Select(m => m.Id)];
        if (asked.Length > 0)
            answered.UnionWith(await db.OutgoingMail.Where(m => EF.Parameter(asked).Contains(m.Id) && !db.Companions.Any(c => c.AppointmentId == m.AppointmentId && c.State == CompanionState.Proposed))
                .Select(m => m.Id).ToListAsync());
    }

    // Whoever is held for gone while they were only out of reach must not send what others send by now.
    private async Task<HashSet<(long, int)>> OursAsync(IReadOnlyCollection<OutgoingMail> mails)
    {
        long[] ids = [.. mails.Select(m => m.Id)];
        var claimed = await db.OutgoingMail.Where(m => EF.Parameter(ids).Contains(m.Id) && m.State == MailState.Sending).Select(m => new { m.Id, m.Attempts }).ToListAsync();
        return [.. claimed.Select(m => (m.Id, m.Attempts))];
    }

    private static List<long> CompanionsOf(IReadOnlyCollection<OutgoingMail> mails) => [.. mails.Select(m => m.CompanionId).OfType<long>().Distinct()];

    private static (List<string> Recipients, List<long> Appointments) AllOf(IReadOnlyCollection<OutgoingMail> mails)
        => ([.. mails.Select(m => m.RecipientId).OfType<string>().Distinct()], [.. mails.Select(m => m.AppointmentId).OfType<long>().Distinct()]);
}
