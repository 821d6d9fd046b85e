using ClinicaMV.Resources;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Visits;

/// <summary>The specialist is running late, and the patient shall know it before they wonder.</summary>
public sealed class LateModel(VisitDoor door, TimeProvider clock, IStringLocalizer<Text> text) : AppointmentPage
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>What is left of the appointment for; perhaps nothing.</summary>
    public IReadOnlyList<int> Choices => VisitDoor.DelaysOf(Appointment, Now);

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [TempData]
    public bool ToldDelay { get; set; }

    public IActionResult OnGet() => VisitDoor.MayBeLate(Appointment, User.Id(), Now) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!VisitDoor.Delays.Contains(Input.Minutes))
            return BadRequest();
        if (await door.AnnounceDelayAsync(Appointment, Input.Minutes, HttpContext.Actor(), cancel))
        {
            ToldDelay = true;
            return RedirectToPage("/Today");
        }

        if (!VisitDoor.MayBeLate(Appointment, User.Id(), Now))
            return NotFound();
        // The form was older than the appointment allows by now.
        ModelState.AddModelError("Input.Minutes", text["Late.TooLong"]);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public sealed class InputModel
    {
        public int Minutes { get; set; } = 10;
    }
}
