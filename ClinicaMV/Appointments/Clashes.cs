using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// Booked appointments that stand where their specialist does not work, or no longer: somebody has to move them or give them to
/// another. Nothing is moved by itself.
/// </summary>
public sealed class Clashes(ClinicDb db, FreeHours free, ClinicTime time)
{
    private const int PageSize = 20;

    // More than anybody's diary holds; whether an hour clashes the database cannot say, so all of them are looked at.
    private const int MostLookedAt = 5_000;

    /// <param name="page">From 1.</param>
    public async Task<ClashPage> OfAsync(string specialistId, int page, CancellationToken cancel)
    {
        var now = time.UtcNow;
        var booked = await db.Appointments.NotOver(now).Where(a => a.SpecialistId == specialistId && a.Status == AppointmentStatus.Booked)
            .OrderBy(a => a.StartsAt).Take(MostLookedAt).Select(a => new { a.Id, a.StartsAt, a.EndsAt }).ToListAsync(cancel);
        if (booked.Count == 0)
            return ClashPage.None;

        var hours = await free.HoursOfAsync(specialistId, time.Today, DateOnly.MaxValue, cancel);
        var all = booked.Select(b => (b.Id, Why: hours.ClashOf(new(b.StartsAt, b.EndsAt)))).Where(b => b.Why is not null).ToList();
        var shown = all.Skip((page - 1) * PageSize).Take(PageSize).ToDictionary(c => c.Id, c => c.Why!.Value);
        var appointments = await db.Appointments.AsNoTracking().WithPeople().Where(a => shown.Keys.Contains(a.Id)).OrderBy(a => a.StartsAt).ToListAsync(cancel);
        return new([.. appointments.Select(a => new Clash(a, shown[a.Id]))], all.Count, page, HasMore: all.Count > page * PageSize);
    }
}

public sealed record Clash(Appointment Appointment, DiaryRefusal Why);

/// <param name="Count">Of all pages.</param>
public sealed record ClashPage(IReadOnlyList<Clash> Clashes, int Count, int Number, bool HasMore)
{
    public static readonly ClashPage None = new([], 0, 1, false);
}
