using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

/// <summary>
/// Patients whom somebody should ring: they have an appointment soon, and the newest mail about it that was due has not
/// got through, or there never was one.
/// </summary>
public sealed class Unreached(ClinicDb db, TimeProvider clock)
{
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    /// <summary>So long a mail server may take without anybody having to ring.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>The earliest visit first, with its people.</summary>
    public Task<List<Appointment>> FindAsync(int skip, int count, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (until, since) = (now + Ahead, now - Patience);
        var due = db.OutgoingMail.Where(m => m.State != MailState.Void && m.DueAt <= now);
        return db.Appointments.AsNoTracking().WithPeople()
            .Where(a => (a.Status == AppointmentStatus.Booked || a.Status == AppointmentStatus.Cancelled) && a.EndsAt > now && a.StartsAt < until && a.Patient.Account.DisabledAt == null)
            .Where(a => !due.Any(m => m.AppointmentId == a.Id && m.RecipientId == a.PatientId
                && (m.State == MailState.Sent || ((m.State == MailState.Pending || m.State == MailState.Sending) && m.DueAt > since))
                && !due.Any(n => n.AppointmentId == a.Id && n.RecipientId == a.PatientId && (n.DueAt > m.DueAt || (n.DueAt == m.DueAt && n.Id > m.Id)))))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id)
            .Skip(skip).Take(count)
            .ToListAsync(cancel);
    }
}
