using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>
/// Reminders of appointments that have none: booked while reminders were switched off, or by a version that knew none. Those who
/// have one keep what they were booked with.
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
                .Where(a => !db.OutgoingMail.Any(m => m.AppointmentId == a.Id && m.AppointmentVersion == a.Version && m.Kind == MailKind.AppointmentReminder))
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
        var appointment = await db.Appointments.SingleOrDefaultAsync(a => a.Id == id && a.Status == AppointmentStatus.Booked, cancel);
        if (appointment is null || !outbox.OweReminders(appointment))
            return;

        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            // Somebody else has just done the same, or more.
            db.ChangeTracker.Clear();
        }
    }
}
