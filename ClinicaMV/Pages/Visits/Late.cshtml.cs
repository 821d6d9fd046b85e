using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Visits;

/// <summary>The specialist is running late, and the patient shall know it before they wonder.</summary>
public sealed class LateModel(VisitDoor door, TimeProvider clock) : AppointmentPage
{
    public static readonly IReadOnlyList<int> Choices = [5, 10, 15, 20, 30, 45];

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [TempData]
    public bool ToldDelay { get; set; }

    public IActionResult OnGet()
        => VisitDoor.MayBeLate(Appointment, User.Id(), clock.GetUtcNow().UtcDateTime) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!Choices.Contains(Input.Minutes))
            return BadRequest();
        if (!await door.AnnounceDelayAsync(Appointment, Input.Minutes, HttpContext.Actor(), cancel))
            return NotFound();

        ToldDelay = true;
        return RedirectToPage("/Today");
    }

    public sealed class InputModel
    {
        public int Minutes { get; set; } = 10;
    }
}
