using System.Linq.Expressions;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// What somebody asks of the diary with one press of a button. Whoever presses twice, or sends a form again, has asked once: the second press finds
/// that what it asks for is so, and on record as theirs. What somebody else has done meanwhile is another matter, and so is what has changed once more.
/// </summary>
/// <param name="Wish">The appointment as it is afterwards.</param>
/// <param name="Hour">And what is agreed then.</param>
internal sealed record Press(AuditKind Kind, Actor By, Expression<Func<Appointment, bool>> Wish, PlannedHour? Hour = null)
{
    /// <summary>Staff may want another length or modality at an hour that they have booked already, and do not have it; a patient sees what there is.</summary>
    public static Press ToBook(string patientId, string specialistId, PlannedHour hour, Actor by)
    {
        var startsAt = hour.StartsAt;
        return new(AuditKind.AppointmentBooked, by, a => a.PatientId == patientId && a.SpecialistId == specialistId && a.StartsAt == startsAt && a.Status == AppointmentStatus.Booked,
            by.PersonId == patientId ? null : hour);
    }

    public static Press ToMove(string appointmentId, int seenVersion, PlannedHour hour, Actor by)
        => new(AuditKind.AppointmentMoved, by, a => a.PublicId == appointmentId && a.Version == seenVersion + 1, hour);

    public static Press ToReassign(string appointmentId, int seenVersion, string specialistId, Actor by)
        => new(AuditKind.AppointmentReassigned, by, a => a.PublicId == appointmentId && a.Version == seenVersion + 1
            && a.Status == AppointmentStatus.Booked && a.SpecialistId == specialistId);

    public static Press ToCancel(string appointmentId, int seenVersion, Actor by)
        => new(AuditKind.AppointmentCancelled, by, a => a.PublicId == appointmentId && a.Version == seenVersion + 1 && a.Status == AppointmentStatus.Cancelled);

    public static Press ToMark(string appointmentId, int seenVersion, AppointmentStatus mark, Actor by)
        => new(mark == AppointmentStatus.NoShow ? AuditKind.AppointmentNoShow : AuditKind.AppointmentCompleted, by,
            a => a.PublicId == appointmentId && a.Version == seenVersion + 1 && a.Status == mark);

    /// <summary>What the first press has done; nothing if there was none.</summary>
    public async Task<Appointment?> DoneAsync(ClinicDb db, CancellationToken cancel)
    {
        if (By.PersonId is not { } person)
            return null;

        // As it is now, and not as it was read.
        db.ChangeTracker.Clear();
        return await db.Appointments.WithPeople().FirstOrDefaultAsync(Wish, cancel) is { } done && (Hour is null || done.IsAt(Hour))
            && await db.WhoDidAsync(Kind, done.PublicId, subjectId: null, cancel) == person ? done : null;
    }
}
