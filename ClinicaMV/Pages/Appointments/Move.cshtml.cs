using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff give an appointment another hour, whichever they type; its patient chooses one of those that are free.</summary>
public sealed class MoveModel(Diary diary, FreeHours free, ClinicTime time, IStringLocalizer<Text> text) : ChangePage(text)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public HourLinks? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery] HourWish wish, CancellationToken cancel)
    {
        if (!KeepsDiary)
            return Role == ParticipantRole.Patient ? RedirectToPage("Moving/Day", new { id = Appointment.PublicId }) : NotFound();

        // An odd address fills in nothing, and is not the reader's mistake.
        ModelState.Clear();
        Input = new() { Hour = HourInput.Of(Appointment, time), Reason = wish.Reason };
        wish.Fill(Input.Hour, time);
        var from = Appointment.StartsAt > time.UtcNow ? Appointment.StartsAt : time.UtcNow;
        await LoadNextAsync(new(from, Input.Hour.Length ?? Appointment.Length, Input.Hour.Modality), cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();
        if (!ModelState.IsValid)
            return Again();
        if (Input.Hour.ToPlan(time, Appointment.StartsAt) is not { } hour)
        {
            Refuse(DiaryRefusal.NotAnHour);
            return Again();
        }

        var answer = await diary.MoveAsync(Appointment, Seen.Version, hour, Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        return answer.Refusal is { } refusal ? await RefusedAsync(refusal, hour, cancel) : RedirectToPage("Details", new { id = Appointment.PublicId });
    }

    private async Task<IActionResult> RefusedAsync(DiaryRefusal refusal, PlannedHour hour, CancellationToken cancel)
    {
        Refuse(refusal);
        if (refusal.IsOfTheHour())
            await LoadNextAsync(hour, cancel);
        return Again();
    }

    /// <summary>What is free from the day of that hour on, for as long; its own hour would be no change.</summary>
    private async Task LoadNextAsync(PlannedHour hour, CancellationToken cancel)
    {
        var hours = await free.InsteadOfAsync(hour, Appointment.SpecialistId, new(Appointment.PatientId, Appointment.Id), cancel);
        Next = new([.. hours.Where(h => h.StartsAt != Appointment.StartsAt)],
            h => Url.Page("Move", new { id = Appointment.PublicId, at = ChosenInstant.Write(h.StartsAt), Input.Hour.Minutes, how = Input.Hour.Modality, Input.Reason }));
    }

    public sealed class InputModel
    {
        public HourInput Hour { get; set; } = new();

        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(ChangeReason), ErrorMessage = "Field.Invalid")]
        public ChangeReason? Reason { get; set; }
    }
}
