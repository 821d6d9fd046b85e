using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff, and until a while before also the patient, cancel an appointment, after having been asked once.</summary>
public sealed class CancelModel(Diary diary, ClinicTime time, IStringLocalizer<Text> text) : ChangePage(time, text)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsTooLate => Role == ParticipantRole.Patient && Time.IsTooLateToChange(Appointment.StartsAt);

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Again();

        var answer = await diary.CancelAsync(Appointment, Seen.Version, Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        if (answer.Refusal is not { } refusal)
            return ToDetails("Cancelled");

        Refuse(refusal);
        return Again();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(ChangeReason), ErrorMessage = "Field.Invalid")]
        public ChangeReason? Reason { get; set; }
    }
}
