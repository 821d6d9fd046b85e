using System.Diagnostics.Metrics;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Operating;

/// <summary>
/// What the clinic counts: what goes on record, as it is committed, and what stands in the database when somebody collects. Codes only, as
/// on the record itself.
/// </summary>
public sealed class ClinicMeter
{
    public const string Name = "ClinicaMV";

    private static readonly double[] WaitBounds = [30, 60, 120, 300, 600, 900, 1800, 3600];

    private readonly Counter<long> events;
    private readonly Counter<long> joins;
    private readonly Histogram<double> waits;
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider clock;

    public ClinicMeter(IMeterFactory meters, IServiceScopeFactory scopes, TimeProvider clock)
    {
        (this.scopes, this.clock) = (scopes, clock);
        var meter = meters.Create(Name);
        events = meter.CreateCounter<long>("clinicamv.events", description: "What went on record, by kind and outcome");
        joins = meter.CreateCounter<long>("clinicamv.joins", description: "Presses on Enter, by the gate's decision");
        waits = meter.CreateHistogram("clinicamv.patients.waited", "s", "How long a patient had waited when their room was opened", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = WaitBounds });
        meter.CreateObservableGauge("clinicamv.mail.owed", () => Read(db => db.OutgoingMail.LongCount(m => m.State == MailState.Pending || m.State == MailState.Sending || m.State == MailState.Uncertain)), description: "Mail that is due or will be");
        meter.CreateObservableGauge("clinicamv.mail.dead", () => Read(DeadOf), description: "Mail of the last seven days that was given up");
        meter.CreateObservableGauge("clinicamv.patients.waiting", () => Waiting().Count, description: "Patients whose room nobody has opened yet");
        meter.CreateObservableGauge("clinicamv.patients.longest_wait", LongestWait, "s", "How long the first of them has waited");
        meter.CreateObservableGauge("clinicamv.record.verified_at", () => Read(db => Seconds(db.AuditChecks.Select(c => c.GreenAt).SingleOrDefault())), "s", "When the record was last found as it was written, since 1970; 0: never");
    }

    /// <summary>To be called when the line has been committed.</summary>
    public void Count(AuditEvent line)
    {
        events.Add(1, new("kind", line.Kind.ToString()), new("outcome", line.Outcome.ToString()));
        if (line.Kind == AuditKind.VisitEntry)
            joins.Add(1, new KeyValuePair<string, object?>("decision", line.Outcome == AuditOutcome.Allowed ? "Open" : line.Reason));
    }

    /// <summary>To be called when the room that ended it has been committed: once for each wait.</summary>
    public void CountWait(TimeSpan waited) => waits.Record(waited.TotalSeconds);

    // Collectors ask on a thread of their own, and wait.
    private T Read<T>(Func<ClinicDb, T> read)
    {
        using var scope = scopes.CreateScope();
        return read(scope.ServiceProvider.GetRequiredService<ClinicDb>());
    }

    private IReadOnlyList<Appointment> Waiting()
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetRequiredService<WaitingRoom>().WaitingAsync(specialistId: null, CancellationToken.None).GetAwaiter().GetResult();
    }

    private long DeadOf(ClinicDb db)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db.OutgoingMail.On(MailShelf.Dead, now).LongCount(m => m.NextAt > now - MailStanding.Recently);
    }

    private double LongestWait() => Waiting() is [{ Visit.PatientEnteredAt: { } since }, ..] ? (clock.GetUtcNow().UtcDateTime - since).TotalSeconds : 0;

    private static double Seconds(DateTime? at) => at is { } utc ? (utc - DateTime.UnixEpoch).TotalSeconds : 0;
}
