using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// Marks what nobody has marked by hand a day after its end. Only what is still booked: whoever is faster, with a mark or with
/// anything else, is right.
/// </summary>
public sealed class MarkForgotten(ClinicDb db, Diary diary, TimeProvider clock)
{
    public const int BatchSize = 200;
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    public async Task RunAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow().UtcDateTime - Patience;
        List<long> batch = [];
        do
        {
            // By key, so that what could not be marked is not met again in this run.
            var last = batch.LastOrDefault();
            batch = await db.Appointments
                .Where(a => a.Status == AppointmentStatus.Booked && a.EndsAt <= before && a.Id > last)
                .OrderBy(a => a.Id).Select(a => a.Id).Take(BatchSize).ToListAsync(cancel);
            foreach (var id in batch)
                await MarkAsync(id, cancel);
        }
        while (batch.Count == BatchSize);
    }

    private async Task MarkAsync(long id, CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        var appointment = await db.Appointments.SingleOrDefaultAsync(a => a.Id == id && a.Status == AppointmentStatus.Booked, cancel);
        if (appointment is not null)
            await diary.MarkAsync(appointment, appointment.Version, appointment.PresumedMark, Actor.System, cancel);
    }
}
