using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Admin;

/// <summary>A page about one person: who it is as the database has it now, and the appointments still to come.</summary>
public abstract class PersonPage(ClinicDb db, ClinicTime time) : PageModel
{
    public ClinicUser Person { get; private set; } = null!;

    public string RoleName { get; private set; } = "";

    /// <summary><see langword="null"/>: not a specialist.</summary>
    public string? Speciality { get; private set; }

    /// <summary>Booked and not over yet, of which the person is patient or specialist.</summary>
    protected IQueryable<Appointment> Coming()
    {
        var now = time.UtcNow;
        return db.Appointments.AsNoTracking().Of(Person.Id).NotOver(now).Where(a => a.Status == AppointmentStatus.Booked);
    }

    protected async Task<bool> FindAsync(string id, CancellationToken cancel)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancel) is not { } person)
            return false;

        Person = person;
        RoleName = await db.UserRoles.Where(r => r.UserId == id).Select(r => r.RoleId).FirstOrDefaultAsync(cancel) ?? Roles.Patient;
        Speciality = await db.Specialists.Where(s => s.Id == id).Select(s => s.Speciality).FirstOrDefaultAsync(cancel);
        return true;
    }
}
