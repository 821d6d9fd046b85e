using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Patients;

/// <summary>A specialist's patients, with the last and the next appointment of each; an administrator sees everybody's.</summary>
[OnRecord(AuditKind.PeopleListed)]
public sealed class IndexModel(ClinicDb db, ClinicTime time) : PageModel
{
    private const int PageSize = 30;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Row> Patients { get; private set; } = [];

    public bool HasMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var (now, theirs) = (time.UtcNow, db.Appointments.VisibleTo(User));
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await db.Patients.VisibleTo(User, db).Named(Query)
            .OrderBy(p => Names.Fold(p.Account.FullName)).ThenBy(p => p.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .Select(p => new Row(p.Id, p.Account.FullName, p.Account.DisabledAt != null,
                theirs.Where(a => a.PatientId == p.Id && a.StartsAt <= now && a.Status != AppointmentStatus.Cancelled).Max(a => (DateTime?)a.StartsAt),
                theirs.Where(a => a.PatientId == p.Id && a.StartsAt > now && a.Status == AppointmentStatus.Booked).Min(a => (DateTime?)a.StartsAt)))
            .ToListAsync(cancel);
        (Patients, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
    }

    public sealed record Row(string Id, string Name, bool IsDisabled, DateTime? Last, DateTime? Next);
}
