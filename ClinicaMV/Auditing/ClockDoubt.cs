using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

/// <summary>
/// Whether the clock may be ahead: what is deleted because of its age does not come back. The portal writes lines every night, hence weeks
/// without any are a clock that was put forward, or a portal that stood still. Until there are lines of thirty days after that, nothing is pruned.
/// </summary>
public sealed partial class ClockDoubt(ClinicDb db, TimeProvider clock, ILogger<ClockDoubt> log)
{
    /// <summary>Longer than a server is off because of the summer.</summary>
    private static readonly TimeSpan Hole = TimeSpan.FromDays(45);

    /// <summary>Long enough for somebody to have seen that every appointment is past.</summary>
    private static readonly TimeSpan Proof = TimeSpan.FromDays(30);

    /// <returns>When it is over, if the clock is right after all; <see langword="null"/> when there is none.</returns>
    public async Task<DateTime?> UntilAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var since = now - Proof;
        if (await db.AuditEvents.Where(e => e.At < since).MaxAsync(e => (DateTime?)e.At, cancel) is not { } before)
            return null;

        var after = await db.AuditEvents.Where(e => e.At >= since && e.At <= now).MinAsync(e => (DateTime?)e.At, cancel) ?? now;
        return after - before > Hole ? after + Proof : null;
    }

    public async Task<bool> HoldsBackAsync(CancellationToken cancel)
    {
        if (await UntilAsync(cancel) is not { } until)
            return false;

        LogDoubt(until);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Weeks before this month are not on record: the clock may be ahead. Nothing is pruned until {Until:u}")]
    private partial void LogDoubt(DateTime until);
}
