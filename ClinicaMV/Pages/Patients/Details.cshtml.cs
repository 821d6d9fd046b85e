using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.People;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Patients;

/// <summary>One patient's appointments with the specialist who reads this, the latest first; with everybody, for an administrator.</summary>
[OnRecord(AuditKind.PatientOpened)]
public sealed class DetailsModel(ClinicDb db, AuditTrail trail) : PageModel
{
    private const int PageSize = 20;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public Patient Patient { get; private set; } = null!;

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    public bool HasMore { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancel)
    {
        if (await db.Patients.AsNoTracking().Include(p => p.Account).VisibleTo(User, db).SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } patient)
        {
            await db.RecordStrangerAsync(trail, HttpContext, id);
            return NotFound();
        }

        Patient = patient;
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await db.Appointments.AsNoTracking().WithPeople().VisibleTo(User).Where(a => a.PatientId == id)
            .OrderByDescending(a => a.StartsAt).ThenBy(a => a.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancel);
        (Appointments, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
        return Page();
    }
}
