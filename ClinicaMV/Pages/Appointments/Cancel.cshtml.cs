using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff, and until a while before also the patient, cancel an appointment, after having been asked once.</summary>
public sealed class CancelModel(Diary diary, ClinicTime time, IStringLocalizer<Text> text) : AppointmentPage
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsTooLate => Role == ParticipantRole.Patient && time.UtcNow > time.ChangesUntil(Appointment.StartsAt);

    public void OnGet() => Input.Version = Appointment.Version;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Input.Version is not { } version)
            return BadRequest();
        if (!ModelState.IsValid)
            return Again();

        var answer = await diary.CancelAsync(Appointment, version, Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        if (answer.Refusal is not { } refusal)
            return RedirectToPage("Details", new { id = Appointment.PublicId });

        ModelState.Remove("Input.Version");
        Input.Version = Appointment.Version;
        ModelState.AddModelError(refusal.Field(), text[$"Diary.{refusal}"]);
        return Again();
    }

    private IActionResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public sealed class InputModel
    {
        [Required]
        public int? Version { get; set; }

        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(ChangeReason), ErrorMessage = "Field.Invalid")]
        public ChangeReason? Reason { get; set; }
    }
}
