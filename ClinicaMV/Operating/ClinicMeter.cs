using System.Diagnostics.Metrics;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Operating;

/// <summary>
/// What the clinic counts: what goes on record, as it is committed, and what stands in the database when somebody collects. Codes only, as
/// on the record itself.
/// </summary>
public sealed class ClinicMeter
{
    public const string Name = "ClinicaMV";

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);

    private readonly Counter<long> events;
    private readonly Counter<long> joins;
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider clock;

    public ClinicMeter(IMeterFactory meters, IServiceScopeFactory scopes, TimeProvider clock)
    {
        (this.scopes, this.clock) = (scopes, clock);
        var meter = meters.Create(Name);
        events = meter.CreateCounter<long>("clinicamv.events", description: "What went on record, by kind and outcome");
        joins = meter.CreateCounter<long>("clinicamv.joins", description: "Presses on Enter, by the gate's decision");
        meter.CreateObservableGauge("clinicamv.mail.owed", () => Read(db => db.OutgoingMail.LongCount(m => m.State == MailState.Pending || m.State == MailState.Sending || m.State == MailState.Uncertain)), description: "Mail that is due or will be");
        meter.CreateObservableGauge("clinicamv.mail.dead", () => Read(db => db.OutgoingMail.LongCount(m => m.State == MailState.Dead)), description: "Mail that was given up");
        meter.CreateObservableGauge("clinicamv.patients.waiting", () => Read(db => Waiting(db).LongCount()), description: "Patients whose room nobody has opened yet");
        meter.CreateObservableGauge("clinicamv.patients.longest_wait", () => Read(LongestWaitIn), "s", "How long the first of them has waited");
        meter.CreateObservableGauge("clinicamv.record.verified_at", () => Read(db => Seconds(db.AuditChecks.Select(c => c.GreenAt).SingleOrDefault())), "s", "When the record was last found as it was written, since 1970; 0: never");
    }

    /// <summary>To be called when the line has been committed.</summary>
    public void Count(AuditEvent line)
    {
        events.Add(1, new("kind", line.Kind.ToString()), new("outcome", line.Outcome.ToString()));
        if (line.Kind == AuditKind.VisitEntry)
            joins.Add(1, new KeyValuePair<string, object?>("decision", line.Outcome == AuditOutcome.Allowed ? "Open" : line.Reason));
    }

    // Collectors ask on a thread of their own, and wait.
    private T Read<T>(Func<ClinicDb, T> read)
    {
        using var scope = scopes.CreateScope();
        return read(scope.ServiceProvider.GetRequiredService<ClinicDb>());
    }

    private IQueryable<Appointment> Waiting(ClinicDb db)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (from, to) = (now - LongestWait, now + LongestWait);
        return db.Appointments.Where(a => a.Status == AppointmentStatus.Booked && a.StartsAt > from && a.StartsAt < to && a.EndsAt > now
            && a.Visit.PatientEnteredAt != null && a.Visit.RoomOpenedAt == null);
    }

    private double LongestWaitIn(ClinicDb db)
        => Waiting(db).OrderBy(a => a.Visit.PatientEnteredAt).Select(a => a.Visit.PatientEnteredAt).FirstOrDefault() is { } since ? (clock.GetUtcNow().UtcDateTime - since).TotalSeconds : 0;

    private static double Seconds(DateTime? at) => at is { } utc ? (utc - DateTime.UnixEpoch).TotalSeconds : 0;
}
