using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>
/// Reminders of appointments that have none: booked, or a companion invited, while reminders were switched off, or by a version that knew
/// none. Those who have one keep what they were booked with.
/// </summary>
public sealed class OweReminders(ClinicDb db, Outbox outbox, IOptions<MailOptions> options, TimeProvider clock)
{
    private const int BatchSize = 200;

    public async Task RunAsync(CancellationToken cancel)
    {
        if (options.Value.ReminderMinutes.DefaultIfEmpty(0).Max() is var longest && longest == 0)
            return;

        var now = clock.GetUtcNow().UtcDateTime;
        // One more day: their turn comes before their first reminder does.
        var until = now.AddMinutes(longest).AddDays(1);
        var (batch, lastId) = (new List<long>(), 0L);
        do
        {
            batch = await db.Appointments
                .Where(a => a.Status == AppointmentStatus.Booked && a.StartsAt > now && a.StartsAt < until && a.Id > lastId)
                .Where(a => !db.OutgoingMail.Any(m => m.AppointmentId == a.Id && m.AppointmentVersion == a.Version && m.Kind == MailKind.AppointmentReminder)
                    || a.Companions.Any(c => c.State == CompanionState.Invited && c.EnteredAt == null
                        && !db.OutgoingMail.Any(m => m.CompanionId == c.Id && m.AppointmentVersion == a.Version && m.Kind == MailKind.CompanionReminder)))
                .OrderBy(a => a.Id).Select(a => a.Id).Take(BatchSize).ToListAsync(cancel);
            foreach (var id in batch)
                await OweAsync(id, cancel);
            lastId = batch.LastOrDefault();
        }
        while (batch.Count == BatchSize);
    }

    private async Task OweAsync(long id, CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        var appointment = await db.Appointments.Include(a => a.Companions).SingleOrDefaultAsync(a => a.Id == id && a.Status == AppointmentStatus.Booked, cancel);
        if (appointment is null || !await OweMissingAsync(appointment, cancel))
            return;

        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException failure) when (failure is DbUpdateConcurrencyException || failure.IsTaken())
        {
            // Somebody else has just done the same, or more.
            db.ChangeTracker.Clear();
        }
    }

    private async Task<bool> OweMissingAsync(Appointment appointment, CancellationToken cancel)
    {
        // Without a companion it is one of the participants'.
        var reminded = await db.OutgoingMail
            .Where(m => m.AppointmentId == appointment.Id && m.AppointmentVersion == appointment.Version && (m.Kind == MailKind.AppointmentReminder || m.Kind == MailKind.CompanionReminder))
            .Select(m => m.CompanionId).Distinct().ToListAsync(cancel);
        var owes = !reminded.Contains(null) && outbox.OweReminders(appointment);
        foreach (var companion in appointment.Companions.Where(c => c is { State: CompanionState.Invited, EnteredAt: null } && !reminded.Contains(c.Id)))
            owes |= outbox.OweReminders(companion);
        return owes;
    }
}
