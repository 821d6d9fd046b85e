using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments;

/// <summary>My appointments, those to come first; an administrator sees everybody's.</summary>
public sealed class IndexModel(ClinicDb db, ClinicTime time, IOptions<ClinicOptions> clinic) : PageModel
{
    private const int PageSize = 20;

    [BindProperty(SupportsGet = true)]
    public bool Past { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    public bool MayBook => clinic.Value.PatientsMayBook && User.IsInRole(Roles.Patient);

    public bool HasMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var visible = db.Appointments.AsNoTracking().WithPeople();
        if (!User.IsInRole(Roles.Administrator))
            visible = visible.Of(User.Id()!);

        var now = time.UtcNow;
        visible = Past
            ? visible.Where(a => a.EndsAt <= now).OrderByDescending(a => a.StartsAt).ThenBy(a => a.Id)
            : visible.Where(a => a.EndsAt > now).OrderBy(a => a.StartsAt).ThenBy(a => a.Id);
        var found = await visible.Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancel);
        HasMore = found.Count > PageSize;
        Appointments = [.. found.Take(PageSize)];
    }
}
