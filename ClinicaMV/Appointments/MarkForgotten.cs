using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// Marks what nobody has marked by hand a day after its end. Only what is still booked: whoever is faster, with a mark or with
/// anything else, is right. Where the patient waited for a specialist who never came it says nothing: that is no no-show.
/// </summary>
public sealed class MarkForgotten(ClinicDb db, Diary diary, TimeProvider clock)
{
    public const int BatchSize = 200;
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>What is older stays as it is: whoever waited in vain then would be looked at every hour for ever.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromDays(366);

    public async Task RunAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow().UtcDateTime - Patience;
        var (lastEnd, lastId) = (before - Oldest, 0L);
        while (true)
        {
            // On from the last one, so that what could not be marked is not met again in this run; in the order of the index, or the
            // database would rather go through every appointment that there ever was.
            var batch = await db.Appointments
                .Where(a => a.Status == AppointmentStatus.Booked && a.EndsAt >= lastEnd && a.EndsAt <= before && (a.EndsAt > lastEnd || a.Id > lastId))
                .OrderBy(a => a.EndsAt).ThenBy(a => a.Id).Select(a => new { a.Id, a.EndsAt }).Take(BatchSize).ToListAsync(cancel);
            foreach (var forgotten in batch)
                await MarkAsync(forgotten.Id, cancel);
            if (batch.Count < BatchSize)
                return;

            (lastEnd, lastId) = (batch[^1].EndsAt, batch[^1].Id);
        }
    }

    private async Task MarkAsync(long id, CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        var appointment = await db.Appointments.SingleOrDefaultAsync(a => a.Id == id && a.Status == AppointmentStatus.Booked, cancel);
        if (appointment?.PresumedMark(await db.AttendanceAsync(appointment, cancel)) is { } mark)
            await diary.MarkAsync(appointment, appointment.Version, mark, Actor.System, cancel);
    }
}
