using System.Globalization;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>What participants tell of picture and sound: what they tried in trouble, and how it was in the end.</summary>
public sealed class VisitFeedback(JoinGate gate, AuditTrail trail, ClinicDb db, ReportLimit limit, TimeProvider clock)
{
    public const int Worst = 1;
    public const int Best = 5;

    /// <summary>A visit in so much trouble has been written down often enough.</summary>
    private const int MostSteps = 30;

    /// <returns>Whether it was taken: only from somebody who has entered in this window, and not without end.</returns>
    public async Task<bool> TroubleAsync(Appointment appointment, TroubleStep step, Actor actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var decision = gate.Decide(actor.PersonId, appointment, now);
        if (decision.Role is not { } role || !decision.Window.Contains(now) || !appointment.Visit.HasEntered(role)
            || !limit.Allows(appointment, actor, AuditKind.VisitTrouble, MostSteps)
            || await db.AuditEvents.CountAsync(e => e.AppointmentId == appointment.PublicId && e.Kind == AuditKind.VisitTrouble && e.ActorId == actor.PersonId, cancel) >= MostSteps)
        {
            return false;
        }

        trail.Allowed(AuditKind.VisitTrouble, actor, appointment.PublicId, reason: step.ToString());
        await db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>Only the patient judges, and only a visit that they and the specialist have entered.</summary>
    public static bool MayRate(Appointment appointment, string? personId)
        => appointment.RoleOf(personId) == ParticipantRole.Patient && appointment.Visit is { PatientEnteredAt: not null, RoomOpenedAt: not null };

    /// <summary>The patient says how picture and sound were; saying it again changes it.</summary>
    /// <returns>Whether it was one, and theirs to say.</returns>
    public async Task<bool> RateAsync(Appointment appointment, int rating, Actor actor, CancellationToken cancel)
    {
        if (rating is < Worst or > Best || !MayRate(appointment, actor.PersonId))
            return false;
        if (appointment.Visit.Rating == rating)
            return true;

        appointment.Visit.Rate(rating);
        trail.Allowed(AuditKind.VisitRated, actor, appointment.PublicId, reason: rating.ToString(CultureInfo.InvariantCulture));
        await db.SaveChangesAsync(cancel);
        return true;
    }
}
