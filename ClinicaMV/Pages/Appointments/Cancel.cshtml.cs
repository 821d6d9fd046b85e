using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff cancel an appointment, after having been asked once.</summary>
public sealed class CancelModel(Diary diary, IStringLocalizer<Text> text) : AppointmentPage
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public void OnGet() => Input.Version = Appointment.Version;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return BadRequest();

        var answer = await diary.CancelAsync(Appointment, Input.Version!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        if (answer.Refusal is not { } refusal)
            return RedirectToPage("Details", new { id = Appointment.PublicId });

        ModelState.Remove("Input.Version");
        Input.Version = Appointment.Version;
        ModelState.AddModelError(refusal.Field(), text[$"Diary.{refusal}"]);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public sealed class InputModel
    {
        [Required]
        public int? Version { get; set; }
    }
}
