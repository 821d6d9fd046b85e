using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages.Admin;

/// <summary>Whom somebody should help today, because a video visit tomorrow, or on the next day that has any, would fail: their check found trouble, or they made none.</summary>
[OnRecord(AuditKind.PeopleListed)]
public sealed class DevicesModel(DeviceChecks checks, ClinicDb db, ClinicTime time) : PageModel
{
    private const int PageSize = 20;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    public IReadOnlyDictionary<long, DeviceCheck> Checks { get; private set; } = new Dictionary<long, DeviceCheck>();

    public bool HasMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var (from, to) = time.DayOf(time.Today.AddDays(1));
        // On a Friday that is Monday.
        if (await checks.NextVisitAsync(from, cancel) is { } next)
            to = time.DayOf(time.DayAt(next)).To;
        var found = await checks.TroubledAsync(from, to, (PageNumber - 1) * PageSize, PageSize + 1, cancel);
        (Appointments, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
        Checks = await db.DevicesOfPatientsAsync(Appointments, time.UtcNow, cancel);
    }
}
