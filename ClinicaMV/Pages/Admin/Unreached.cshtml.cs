using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Mail;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Admin;

/// <summary>Whom somebody should ring, because no mail about their appointment has got through.</summary>
[OnRecord(AuditKind.PeopleListed)]
public sealed class UnreachedModel(Unreached unreached) : PageModel
{
    private const int PageSize = 20;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    public bool HasMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await unreached.FindAsync((PageNumber - 1) * PageSize, PageSize + 1, cancel);
        (Appointments, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
    }
}
