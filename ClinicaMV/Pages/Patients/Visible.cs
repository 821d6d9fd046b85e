using System.Security.Claims;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.People;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Patients;

/// <summary>Of which patients, and of which of their appointments, a member of the staff may know: their own, administrators all.</summary>
internal static class Visible
{
    public static IQueryable<Patient> VisibleTo(this IQueryable<Patient> patients, ClaimsPrincipal reader, ClinicDb db)
        => reader.IsInRole(Roles.Administrator) ? patients : patients.Of(reader.Id()!, db);

    public static IQueryable<Appointment> VisibleTo(this IQueryable<Appointment> appointments, ClaimsPrincipal reader)
    {
        var me = reader.Id();
        return reader.IsInRole(Roles.Administrator) ? appointments : appointments.Where(a => a.SpecialistId == me);
    }

    /// <summary>Puts on record that somebody asked for a patient who is not theirs: to them that patient does not exist.</summary>
    public static async Task RecordStrangerAsync(this ClinicDb db, AuditTrail trail, HttpContext request, string patientId)
    {
        var cancel = request.RequestAborted;
        if (!await db.Patients.AnyAsync(p => p.Id == patientId, cancel) || await db.Patients.VisibleTo(request.User, db).AnyAsync(p => p.Id == patientId, cancel))
            return;

        trail.Denied(AuditKind.PatientOpened, request.Actor(), subjectId: patientId, reason: nameof(DiaryRefusal.NotYourPatient));
        await db.SaveChangesAsync(cancel);
    }
}
