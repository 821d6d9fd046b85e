using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>
/// Puts mail on the list of what is owed, in the transaction of the change it tells of, and wakes the sender when that has
/// been saved. Should the call be lost, the minute's sweep finds the row.
/// </summary>
public sealed class Outbox(ClinicDb db, AlarmClock alarm, TimeProvider clock, IOptions<MailOptions> options)
{
    private static readonly TimeSpan NewsOfCancelling = TimeSpan.FromDays(1);
    private static readonly TimeSpan NewsOfAccount = TimeSpan.FromDays(7);

    /// <summary>Everybody may be a minute late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SoonAfter = TimeSpan.FromMinutes(15);

    private bool rings;

    /// <param name="life">Afterwards nobody needs it: how long the code in it is good for.</param>
    /// <param name="address">Where to, when that is not the recipient's present address.</param>
    public OutgoingMail Owe(MailKind kind, ClinicUser recipient, TimeSpan life, string? address = null)
        => Add(OutgoingMail.To(recipient, kind, Now, life, address));

    /// <summary>Tells somebody that the way into their account has changed, at the old address too when that is what changed.</summary>
    public void OweNewsOfCredentials(ClinicUser user, string? oldAddress = null)
    {
        Owe(MailKind.CredentialsChanged, user, NewsOfAccount);
        if (oldAddress is not null)
            Owe(MailKind.CredentialsChanged, user, NewsOfAccount, oldAddress);
    }

    /// <summary>What somebody has not been sent yet goes to their new address.</summary>
    public async Task ReaddressAsync(ClinicUser user, CancellationToken cancel)
    {
        var owed = await db.OutgoingMail
            .Where(m => m.RecipientId == user.Id && m.Address == null && (m.State == MailState.Pending || m.State == MailState.Uncertain))
            .ToListAsync(cancel);
        owed.ForEach(m => m.Readdress(Now));
        RingOnCommit();
    }

    /// <summary>Tells both participants, now and again before the start; what the appointment's earlier version still owed is void.</summary>
    public async Task OweBothAsync(MailKind kind, Appointment appointment, CancellationToken cancel)
    {
        var unheard = await VoidAsync(appointment, cancel);
        foreach (var recipientId in new[] { appointment.PatientId, appointment.SpecialistId })
        {
            var news = OweNow(kind.After(unheard.Where(m => m.RecipientId == recipientId)), recipientId, appointment);
            if (appointment.Status == AppointmentStatus.Booked)
                OweReminders(recipientId, appointment);
            else
                await db.TellOfKnownHourAsync(news, cancel);
        }

        foreach (var companion in appointment.Companions)
            await OweCompanionAsync(companion, appointment, [.. unheard.Where(m => m.CompanionId == companion.Id)], cancel);
        // Whoever has it now has not been asked, or not about this hour.
        if (appointment.Companions.Any(c => c.State == CompanionState.Proposed))
            await OweProposalAsync(appointment, cancel);
    }

    /// <summary>Tells the specialist that somebody is to come along if they say yes; of several who are named before that has gone out, once.</summary>
    public async Task OweProposalAsync(Appointment appointment, CancellationToken cancel)
    {
        var said = await db.OutgoingMail.SingleOrDefaultAsync(m => m.AppointmentId == appointment.Id && m.AppointmentVersion == appointment.Version
            && m.Kind == MailKind.CompanionProposed && m.RecipientId == appointment.SpecialistId, cancel);
        if (said is null)
            Add(OutgoingMail.About(appointment, appointment.SpecialistId, MailKind.CompanionProposed, Now, Now, appointment.EndsAt));
        // Also what is still owed: its sender may be about to find that nobody waits for an answer.
        else
            SayAgain(said, Now);
    }

    /// <summary>Sends a companion the link that counts, now and again before the start; what they were still owed is void.</summary>
    public async Task OweLinkAsync(Companion companion, CancellationToken cancel)
    {
        await OweAsync(MailKind.CompanionInvited, companion, cancel);
        OweReminders(companion, companion.Appointment);
    }

    /// <summary>Tells a companion who has had a link that it opens nothing any more.</summary>
    public async Task OweCallingOffAsync(Companion companion, CancellationToken cancel)
        => await db.TellOfKnownHourAsync(await OweAsync(MailKind.CompanionCalledOff, companion, cancel), cancel);

    /// <summary>Tells the specialist from whom the appointment was taken.</summary>
    public Task OweFormerAsync(string specialistId, Appointment appointment, CancellationToken cancel)
        => db.TellOfKnownHourAsync(OweNow(MailKind.AppointmentHandedOver, specialistId, appointment), cancel);

    /// <summary>Calls a patient who is not at the door although the specialist is; void when they come first, or the specialist has left again. Called once, they are not called again.</summary>
    public async Task OweCallAsync(Appointment appointment, DateTime notAfter, CancellationToken cancel)
    {
        var dueAt = Later(Now, appointment.StartsAt) + Patience;
        if (dueAt >= notAfter)
            return;

        var said = await db.OutgoingMail.SingleOrDefaultAsync(m => m.AppointmentId == appointment.Id && m.AppointmentVersion == appointment.Version
            && m.Kind == MailKind.SpecialistWaiting && m.RecipientId == appointment.PatientId, cancel);
        if (said?.State == MailState.Void)
            SayAgain(said, dueAt);
        else if (said is null)
            Add(OutgoingMail.About(appointment, appointment.PatientId, MailKind.SpecialistWaiting, Now, dueAt, notAfter));
    }

    /// <summary>Tells the patient that the specialist comes later, by so many minutes; what was said before and has not gone out is void.</summary>
    /// <returns>Whether that is news.</returns>
    public async Task<bool> OweDelayAsync(Appointment appointment, int minutes, CancellationToken cancel)
    {
        var said = await db.OutgoingMail
            .Where(m => m.AppointmentId == appointment.Id && m.AppointmentVersion == appointment.Version && m.Kind == MailKind.SpecialistLate)
            .OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).ToListAsync(cancel);
        if (said.FirstOrDefault()?.Minutes == minutes)
            return false;

        foreach (var mail in said.Where(m => m.State is MailState.Pending or MailState.Uncertain))
            mail.MarkVoid();
        if (said.Find(m => m.Minutes == minutes) is { } before)
            SayAgain(before, Now);
        else
            Add(OutgoingMail.About(appointment, appointment.PatientId, MailKind.SpecialistLate, Now, Now, appointment.EndsAt, minutes));
        return true;
    }

    /// <summary>What has been tried goes out once more.</summary>
    public void OweAgain(OutgoingMail mail)
    {
        mail.SendAgain(Now);
        RingOnCommit();
    }

    /// <summary>Before the start, whoever takes part.</summary>
    /// <returns>Whether there is anything left to remind of.</returns>
    public bool OweReminders(Appointment appointment)
        => OweReminders(appointment.PatientId, appointment) | OweReminders(appointment.SpecialistId, appointment);

    /// <summary>The same for a companion who has been owed none with the link.</summary>
    public bool OweReminders(Companion companion)
    {
        var owes = OweReminders(companion, companion.Appointment);
        // No index of the database keeps another one from doing the same in this moment.
        if (owes)
            companion.Guard();
        return owes;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <returns>What nobody has been told yet; what is on its way goes, or stays, by itself.</returns>
    private async Task<IReadOnlyList<OutgoingMail>> VoidAsync(Appointment appointment, CancellationToken cancel)
    {
        if (appointment.Id == 0)
            return [];

        var owed = await db.OutgoingMail
            .Where(m => m.AppointmentId == appointment.Id && (m.State == MailState.Pending || m.State == MailState.Uncertain || m.State == MailState.Sending))
            // That it is no longer somebody's stays true until it is theirs again.
            .Where(m => m.Kind != MailKind.AppointmentHandedOver || m.RecipientId == appointment.PatientId || m.RecipientId == appointment.SpecialistId)
            .ToListAsync(cancel);
        owed.Where(m => m.State != MailState.Sending).ToList().ForEach(m => m.MarkVoid());
        return owed;
    }

    private async Task<OutgoingMail> OweAsync(MailKind kind, Companion companion, CancellationToken cancel)
    {
        if (companion.Id != 0)
        {
            var owed = await db.OutgoingMail
                .Where(m => m.CompanionId == companion.Id && (m.State == MailState.Pending || m.State == MailState.Uncertain)).ToListAsync(cancel);
            owed.ForEach(m => m.MarkVoid());
        }

        return Add(OutgoingMail.ToCompanion(companion, companion.Appointment, kind, Now, Now, companion.Appointment.EndsAt));
    }

    // Another hour is another link; whoever had one and is no longer invited hears that it opens nothing.
    private async Task OweCompanionAsync(Companion companion, Appointment appointment, IReadOnlyList<OutgoingMail> unheard, CancellationToken cancel)
    {
        var wasInvited = db.Entry(companion).Property(c => c.State).OriginalValue == CompanionState.Invited;
        if (wasInvited && companion.State == CompanionState.Invited)
        {
            var kind = MoveNews.ToCompanion(FormerHour(appointment).StartsAt != appointment.StartsAt, unheard);
            Add(OutgoingMail.ToCompanion(companion, appointment, kind, Now, Now, appointment.EndsAt));
            OweReminders(companion, appointment);
        }
        else if (wasInvited)
        {
            var news = Add(OutgoingMail.ToCompanion(companion, appointment, MailKind.CompanionCalledOff, Now, Now, Now + NewsOfCancelling));
            news.TellOf(FormerHour(appointment));
            await db.TellOfKnownHourAsync(news, cancel);
        }
    }

    // The one before, should it change in the same save.
    private (DateTime StartsAt, DateTime EndsAt) FormerHour(Appointment appointment)
    {
        var before = db.Entry(appointment);
        return (before.Property(a => a.StartsAt).OriginalValue, before.Property(a => a.EndsAt).OriginalValue);
    }

    // What is over need not be told as if it were to come; that it is off can wait for a day.
    private OutgoingMail OweNow(MailKind kind, string recipientId, Appointment appointment)
        => Add(OutgoingMail.About(appointment, recipientId, kind, Now, Now,
            kind == MailKind.AppointmentCancelled ? Now + NewsOfCancelling : appointment.EndsAt));

    private bool OweReminders(string recipientId, Appointment appointment)
    {
        var minutes = RemindersOf(appointment);
        minutes.ForEach(m => db.OutgoingMail.Add(OutgoingMail.About(
            appointment, recipientId, MailKind.AppointmentReminder, Now, appointment.StartsAt.AddMinutes(-m), appointment.StartsAt, m)));
        return minutes.Count > 0;
    }

    private bool OweReminders(Companion companion, Appointment appointment)
    {
        var minutes = RemindersOf(appointment);
        minutes.ForEach(m => db.OutgoingMail.Add(OutgoingMail.ToCompanion(
            companion, appointment, MailKind.CompanionReminder, Now, appointment.StartsAt.AddMinutes(-m), appointment.StartsAt, m)));
        return minutes.Count > 0;
    }

    // Somebody who has just been told needs no reminder.
    private List<int> RemindersOf(Appointment appointment)
        => [.. options.Value.ReminderMinutes.Where(m => appointment.StartsAt.AddMinutes(-m) > Now + SoonAfter)];

    private void SayAgain(OutgoingMail mail, DateTime dueAt)
    {
        mail.SayAgain(Now, dueAt);
        RingOnCommit();
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    private OutgoingMail Add(OutgoingMail mail)
    {
        db.OutgoingMail.Add(mail);
        RingOnCommit();
        return mail;
    }

    private void RingOnCommit()
    {
        if (rings)
            return;

        rings = true;
        db.Committed += Ring;
    }

    private void Ring()
    {
        rings = false;
        alarm.Wake<SendOutgoingMail>(job => job.RunAsync(CancellationToken.None));
    }
}
