using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Visits;

/// <summary>Whether this device is ready for one video visit; both participants have their own check, and the specialist sees the patient's.</summary>
[Allows(Allowance.DeviceCheck)]
public sealed class DeviceCheckModel(DeviceChecks checks, JoinGate gate, TimeProvider clock) : AppointmentPage
{
    [BindProperty]
    public DeviceFindings Input { get; set; } = new();

    [TempData]
    public bool JustChecked { get; set; }

    /// <summary>Whether the door is open, so that the next press after the check can be the one that leads in.</summary>
    public bool MayEnter => gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime).IsOpen;

    public DeviceCheckView Check { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        // The link in an old mail still leads to a check.
        if (!DeviceChecks.Count(Appointment))
            return RedirectToPage("/DeviceCheck");

        Check = new(await checks.LastAsync(User.Id(), Appointment, cancel), JustChecked, Request.Family());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!DeviceChecks.Count(Appointment))
            return RedirectToPage("/DeviceCheck");
        if (!ModelState.IsValid || !Input.IsPossible)
            return BadRequest();

        await checks.KeepAsync(HttpContext.Actor(), Appointment, Input, Request.Family(), cancel);
        JustChecked = true;
        return RedirectToPage(new { id = Appointment.PublicId });
    }
}
