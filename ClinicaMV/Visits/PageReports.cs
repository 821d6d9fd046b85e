using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;

namespace ClinicaMV.Visits;

/// <summary>What the pages of a visit tell of it, and what they had to tell: weaker facts than what the video server reports.</summary>
public sealed class PageReports(JoinGate gate, AuditTrail trail, ClinicDb db, ReportLimit limit, TimeProvider clock)
{
    /// <summary>Nobody comes and goes more often in a minute, however bad the line.</summary>
    public const int MostMovements = 10;

    /// <summary>The room page tells that its browser has joined or left.</summary>
    /// <returns>Whether the report was taken: only from somebody who has entered in this window, though the visit may have ended since; and not without end.</returns>
    public async Task<bool> MovementAsync(Appointment appointment, bool joined, Actor actor, CancellationToken cancel)
    {
        var kind = joined ? AuditKind.PageReportedJoined : AuditKind.PageReportedLeft;
        if (!MayReport(appointment, actor) || !limit.Allows(appointment, actor, kind, MostMovements))
            return false;

        trail.Allowed(kind, actor, appointment.PublicId);
        await db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>The room page tells that its browser found no video server: what keeps the two apart is neither of them.</summary>
    /// <param name="reason">What it waited for, as a code.</param>
    /// <returns>Whether the report was taken. Of several in a minute the first is on record.</returns>
    public async Task<bool> UnreachableAsync(Appointment appointment, string reason, Actor actor, CancellationToken cancel)
    {
        if (!MayReport(appointment, actor))
            return false;

        await OnceAMinuteAsync(AuditKind.PageReportedUnreachable, appointment, actor, reason, cancel);
        return true;
    }

    /// <summary>Somebody at an open door was told that the video server does not answer us.</summary>
    public Task SilenceToldAsync(Appointment appointment, Actor actor, CancellationToken cancel)
        => OnceAMinuteAsync(AuditKind.VideoServerSilent, appointment, actor, null, cancel);

    private async Task OnceAMinuteAsync(AuditKind kind, Appointment appointment, Actor actor, string? reason, CancellationToken cancel)
    {
        if (!limit.Allows(appointment, actor, kind, most: 1))
            return;

        trail.Denied(kind, actor, appointment.PublicId, reason: reason);
        await db.SaveChangesAsync(cancel);
    }

    private bool MayReport(Appointment appointment, Actor actor)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var decision = gate.Decide(actor.PersonId, appointment, now);
        return decision.Role is { } role && decision.Window.Contains(now) && appointment.Visit.HasEntered(role, decision.Window)
            && !gate.MustWait(appointment, role);
    }
}
