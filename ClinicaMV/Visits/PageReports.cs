using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;

namespace ClinicaMV.Visits;

/// <summary>What the pages of a visit tell of it, and what they had to tell: weaker facts than what the video server reports.</summary>
public sealed class PageReports(JoinGate gate, AuditTrail trail, ClinicDb db, ReportLimit limit, TimeProvider clock)
{
    /// <summary>Nobody comes and goes more often in a minute, however bad the line.</summary>
    public const int MostMovements = 10;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <param name="what">That its browser has joined or left, or for what of the video server it waited in vain: the script, the server, the connection.</param>
    /// <returns>Whether the report was taken: only from somebody who has entered in this window, though the visit may have ended since; and not without end.</returns>
    public async Task<bool> TakeAsync(Appointment appointment, string what, Actor actor, CancellationToken cancel)
        => MayReport(appointment, actor) && await WriteAsync(appointment, what, actor, cancel);

    /// <returns>Whether the report was taken: only of somebody who has been admitted in this browser.</returns>
    /// <inheritdoc cref="TakeAsync(Appointment, string, Actor, CancellationToken)"/>
    public async Task<bool> TakeAsync(Companion companion, string? browserKey, string what, Actor actor, CancellationToken cancel)
        => companion.IsBrowser(browserKey) && companion.IsAdmitted && gate.Decide(companion, Now).Window.Contains(Now)
            && await WriteAsync(companion.Appointment, what, actor, cancel);

    /// <summary>Somebody at an open door was told that the video server does not answer us.</summary>
    public Task SilenceToldAsync(Appointment appointment, Actor actor, CancellationToken cancel)
        => OnceAMinuteAsync(AuditKind.VideoServerSilent, appointment, actor, null, cancel);

    private async Task<bool> WriteAsync(Appointment appointment, string what, Actor actor, CancellationToken cancel)
    {
        switch (what)
        {
            case "joined":
                return await MovementAsync(AuditKind.PageReportedJoined, appointment, actor, cancel);
            case "left":
                return await MovementAsync(AuditKind.PageReportedLeft, appointment, actor, cancel);
            case "script" or "server" or "connection":
                // What keeps the two apart is neither of them.
                var reason = what switch { "script" => "NoScript", "server" => "NoAnswer", _ => "NoConnection" };
                await OnceAMinuteAsync(AuditKind.PageReportedUnreachable, appointment, actor, reason, cancel);
                return true;
            default:
                return false;
        }
    }

    private async Task<bool> MovementAsync(AuditKind kind, Appointment appointment, Actor actor, CancellationToken cancel)
    {
        if (!limit.Allows(appointment, actor, kind, MostMovements))
            return false;

        var isSpecialist = appointment.RoleOf(actor.PersonId) == ParticipantRole.Specialist;
        // A page that is loaded anew says that it has left when it may be back already.
        if (isSpecialist && kind == AuditKind.PageReportedJoined && appointment.Status == AppointmentStatus.Booked)
            appointment.Visit.OpenRoom(Now);
        trail.Allowed(kind, actor, appointment.PublicId);
        await db.SaveChangesAsync(cancel);
        if (isSpecialist && kind == AuditKind.PageReportedLeft)
            await db.CloseDesertedRoomAsync(appointment.Id, cancel);
        return true;
    }

    private async Task OnceAMinuteAsync(AuditKind kind, Appointment appointment, Actor actor, string? reason, CancellationToken cancel)
    {
        if (!limit.Allows(appointment, actor, kind, most: 1))
            return;

        trail.Denied(kind, actor, appointment.PublicId, reason: reason);
        await db.SaveChangesAsync(cancel);
    }

    private bool MayReport(Appointment appointment, Actor actor)
    {
        var decision = gate.Decide(actor.PersonId, appointment, Now);
        return decision.Role is { } role && decision.Window.Contains(Now) && appointment.Visit.HasEntered(role)
            && !gate.MustWait(appointment, role);
    }
}
