using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff give an appointment another hour; a form that others have overtaken changes nothing.</summary>
public sealed class MoveModel(Diary diary, ClinicTime time, IStringLocalizer<Text> text) : AppointmentPage
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public IActionResult OnGet()
    {
        Input = new() { Version = Appointment.Version, Hour = HourInput.Of(Appointment, time) };
        return KeepsDiary ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();
        if (Input.Version is not { } version)
            return BadRequest();
        if (!ModelState.IsValid)
            return Again();
        if (Input.Hour.ToPlan(time) is not { } hour)
            return Refused(DiaryRefusal.NotAnHour);

        var answer = await diary.MoveAsync(Appointment, version, hour, Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        return answer.Refusal is { } refusal ? Refused(refusal) : RedirectToPage("Details", new { id = Appointment.PublicId });
    }

    // The page shows the appointment as it is now; pressing again is agreeing to that.
    private IActionResult Refused(DiaryRefusal refusal)
    {
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
        /// <summary>The version that was on the screen.</summary>
        [Required]
        public int? Version { get; set; }

        public HourInput Hour { get; set; } = new();

        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(ChangeReason), ErrorMessage = "Field.Invalid")]
        public ChangeReason? Reason { get; set; }
    }
}
