using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// Keeps what people's checks have found, each with its line in the record, and says whose devices are in order. A check
/// for no appointment in particular counts for those of the next <see cref="Lasts"/>.
/// </summary>
public sealed class DeviceChecks(ClinicDb db, AuditTrail trail, TimeProvider clock)
{
    /// <summary>So long what works today is believed to go on working.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    /// <summary>Whether a check can be for that appointment.</summary>
    public static bool Count(Appointment appointment) => appointment is { Modality: Modality.Video, Status: AppointmentStatus.Booked };

    /// <summary>Keeps it in the place of the one before.</summary>
    public async Task KeepAsync(Actor actor, Appointment? appointment, DeviceFindings findings, BrowserFamily seenWith, CancellationToken cancel)
    {
        try
        {
            await SaveAsync(actor, appointment, findings, seenWith, cancel);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            // The first check of all, finished in two tabs at once: now there is one to replace.
            db.ChangeTracker.Clear();
            await SaveAsync(actor, appointment, findings, seenWith, cancel);
        }
    }

    /// <summary>The person's own newest one: for that appointment, or for none.</summary>
    public Task<DeviceCheck?> LastAsync(string? personId, Appointment? appointment, CancellationToken cancel)
    {
        var appointmentId = appointment?.Id;
        return db.DeviceChecks.AsNoTracking().SingleOrDefaultAsync(c => c.PersonId == personId && c.AppointmentId == appointmentId, cancel);
    }

    /// <summary>When the first video visit begins that does not before then.</summary>
    public Task<DateTime?> NextVisitAsync(DateTime from, CancellationToken cancel)
        => Coming(from).OrderBy(a => a.StartsAt).Select(a => (DateTime?)a.StartsAt).FirstOrDefaultAsync(cancel);

    /// <summary>Video visits of a span whose patient's newest check has found trouble, or who has made none; the earliest first, with their people.</summary>
    public Task<List<Appointment>> TroubledAsync(DateTime from, DateTime to, int skip, int count, CancellationToken cancel)
    {
        var since = clock.GetUtcNow().UtcDateTime - Lasts;
        var checks = db.DeviceChecks.Where(c => c.AppointmentId != null || c.At > since);
        return Coming(from).AsNoTracking().WithPeople()
            .Where(a => a.StartsAt < to)
            .Where(a => !checks.Any(c => c.PersonId == a.PatientId && (c.AppointmentId ?? a.Id) == a.Id && c.IsFine
                && !checks.Any(n => n.PersonId == a.PatientId && (n.AppointmentId ?? a.Id) == a.Id && n.At > c.At)))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id)
            .Skip(skip).Take(count)
            .ToListAsync(cancel);
    }

    private IQueryable<Appointment> Coming(DateTime from)
        => db.Appointments.Where(a => a.StartsAt >= from && a.Modality == Modality.Video && a.Status == AppointmentStatus.Booked && a.Patient.Account.DisabledAt == null);

    private async Task SaveAsync(Actor actor, Appointment? appointment, DeviceFindings findings, BrowserFamily seenWith, CancellationToken cancel)
    {
        var (personId, appointmentId) = (actor.PersonId!, appointment?.Id);
        var check = await db.DeviceChecks.SingleOrDefaultAsync(c => c.PersonId == personId && c.AppointmentId == appointmentId, cancel);
        if (check is null)
            db.DeviceChecks.Add(check = DeviceCheck.Of(personId, appointmentId));
        check.Take(findings, seenWith, clock.GetUtcNow().UtcDateTime);
        trail.Allowed(AuditKind.DevicesChecked, actor, appointment?.PublicId, reason: findings.IsFine ? "Fine" : "Trouble");
        await db.SaveChangesAsync(cancel);
    }
}
