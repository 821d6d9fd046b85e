using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages;

/// <summary>Whether this device is ready for a video visit, on any day and for no appointment in particular.</summary>
[Allows(Allowance.DeviceCheck)]
[NotOnRecord("the reader's own device; its check is on record")]
public sealed class DeviceCheckModel(DeviceChecks checks) : PageModel
{
    [BindProperty]
    public DeviceFindings Input { get; set; } = new();

    [TempData]
    public bool JustChecked { get; set; }

    public DeviceCheckView Check { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
        => Check = new(await checks.LastAsync(User.Id(), null, cancel), JustChecked, Request.Family());

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid || !Input.IsPossible)
            return BadRequest();

        await checks.KeepAsync(HttpContext.Actor(), null, Input, Request.Family(), cancel);
        JustChecked = true;
        return RedirectToPage();
    }
}
