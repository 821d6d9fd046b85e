using System.Security.Claims;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.People;
using ClinicaMV.Web;

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
}
