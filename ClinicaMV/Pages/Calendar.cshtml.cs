using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>The address at which a person's calendar program finds their appointments: shown once, replaced or withdrawn at any time.</summary>
public sealed class CalendarModel(CalendarFeed feed, ClinicDb db, ClinicLinks links) : PageModel
{
    /// <summary>Kept in an encrypted cookie until the page has shown it.</summary>
    [TempData]
    public string? Secret { get; set; }

    public string? Address { get; private set; }

    public bool HasFeed { get; private set; }

    public bool ShowsInitials { get; private set; }

    public bool IsSpecialist => User.IsInRole(Roles.Specialist);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Address = Secret is { } secret ? links.Calendar(secret) : null;
        var me = User.Id();
        var person = await db.Users.AsNoTracking().SingleAsync(u => u.Id == me, cancel);
        (HasFeed, ShowsInitials) = (person.CalendarSecretHash is not null, person.CalendarShowsInitials);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Secret = await feed.MakeAsync(User.Id()!, HttpContext.Actor(), cancel);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRevokeAsync(CancellationToken cancel)
    {
        await feed.RevokeAsync(User.Id()!, HttpContext.Actor(), cancel);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostInitialsAsync(bool shows, CancellationToken cancel)
    {
        if (!IsSpecialist)
            return NotFound();

        await feed.ShowInitialsAsync(User.Id()!, shows, HttpContext.Actor(), cancel);
        return RedirectToPage();
    }
}
