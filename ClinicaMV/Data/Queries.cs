using ClinicaMV.Appointments;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

public static class Queries
{
    public static IQueryable<Appointment> WithPeople(this IQueryable<Appointment> appointments)
        => appointments.Include(a => a.Patient.Account).Include(a => a.Specialist.Account);

    /// <summary>Those in which the person takes part, as patient or as specialist.</summary>
    public static IQueryable<Appointment> Of(this IQueryable<Appointment> appointments, string personId)
        => appointments.Where(a => a.PatientId == personId || a.SpecialistId == personId);

    /// <summary>The appointment's five-minute marks, which only a change of its hours needs.</summary>
    public static Task LoadSlotsAsync(this ClinicDb db, Appointment appointment, CancellationToken cancel)
        => db.Entry(appointment).Collection(a => a.Slots).LoadAsync(cancel);
}
