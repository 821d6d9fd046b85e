using System.Collections.Concurrent;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;

namespace ClinicaMV.Visits;

/// <summary>
/// How often in a minute one person may have one thing put on record of one visit. Counted in memory, by each instance for itself:
/// however many tell it at once, no more than that is written.
/// </summary>
public sealed class ReportLimit(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(long Appointment, string? Person, AuditKind Kind), (long Minute, int Count)> counts = new();
    private long swept;

    public bool Allows(Appointment appointment, Actor actor, AuditKind kind, int most)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        Forget(minute);
        return counts.AddOrUpdate((appointment.Id, actor.PersonId, kind), (minute, 1), (_, known) => known.Minute == minute ? (minute, known.Count + 1) : (minute, 1)).Count <= most;
    }

    private void Forget(long minute)
    {
        if (Interlocked.Exchange(ref swept, minute) == minute)
            return;

        foreach (var known in counts.Where(c => c.Value.Minute != minute))
            counts.TryRemove(known);
    }
}
