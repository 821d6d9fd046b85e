using System.Net;
using ClinicaMV.Data;
using ClinicaMV.Operating;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

/// <summary>
/// Adds lines to the record. They are saved with the change they tell of, in the same <c>SaveChanges</c>: no record, no change.
/// </summary>
public sealed class AuditTrail(ClinicDb db, ClinicMeter meter, TimeProvider clock)
{
    /// <param name="appointmentId">Public id of the appointment.</param>
    /// <param name="subjectId">Public id of the person concerned, when that is not the actor.</param>
    /// <param name="reason">A code, never what somebody typed.</param>
    public void Allowed(AuditKind kind, Actor actor, string? appointmentId = null, string? subjectId = null, string? reason = null)
        => Add(kind, AuditOutcome.Allowed, actor, appointmentId, subjectId, reason);

    /// <inheritdoc cref="Allowed"/>
    public void Denied(AuditKind kind, Actor actor, string? appointmentId = null, string? subjectId = null, string? reason = null)
        => Add(kind, AuditOutcome.Denied, actor, appointmentId, subjectId, reason);

    private void Add(AuditKind kind, AuditOutcome outcome, Actor actor, string? appointmentId, string? subjectId, string? reason)
    {
        var line = new AuditEvent
        {
            At = clock.GetUtcNow().UtcDateTime,
            Kind = kind,
            Class = AuditKinds.ClassOf(kind),
            Outcome = outcome,
            ActorId = actor.PersonId,
            ActorRole = actor.Role,
            AppointmentId = appointmentId,
            SubjectId = subjectId,
            Reason = reason,
            IpAddress = actor.Address is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes())).ToString() : null,
            AgentFamily = actor.AgentFamily,
        };
        db.AuditEvents.Add(line);
        db.Committed += Count;

        // Only what was saved: a save that failed may be followed by another without it.
        void Count()
        {
            if (db.Entry(line).State == EntityState.Unchanged)
                meter.Count(line);
        }
    }
}
