using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff give an appointment another hour, whichever they type; its patient chooses one of those that are free.</summary>
public sealed class MoveModel(Diary diary, FreeHours free, ClinicTime time, IStringLocalizer<Text> text) : ChangePage(time, text)
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
        Input = new() { Hour = HourInput.Of(Appointment, Time), Reason = wish.Reason };
        wish.Fill(Input.Hour, Time);
        await LoadNextAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();
        if (!ModelState.IsValid)
            return await AgainAsync(cancel);
        if (Input.Hour.ToPlan(Time, Appointment.StartsAt) is not { } hour)
            return await RefusedAsync(DiaryRefusal.NotAnHour, cancel);

        var answer = await diary.MoveAsync(Appointment, Seen.Version, hour, Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        if (answer.Refusal is { } refusal)
            return await RefusedAsync(refusal, cancel);
        // Saved as it was: nothing has changed, and nobody is told so.
        return ToDetails(Seen.Version != Appointment.Version ? "Moved" : null);
    }

    private Task<IActionResult> RefusedAsync(DiaryRefusal refusal, CancellationToken cancel)
    {
        Refuse(refusal);
        return AgainAsync(cancel);
    }

    private async Task<IActionResult> AgainAsync(CancellationToken cancel)
    {
        await LoadNextAsync(cancel);
        return Again();
    }

    /// <summary>What is free for as long; its own hour would be no change.</summary>
    private async Task LoadNextAsync(CancellationToken cancel)
    {
        var asker = new Asker(Appointment.PatientId, Appointment.Id, Input.Hour.Length ?? Appointment.Length, IsStaff: true);
        var hours = await free.NextAsync(s => s.Id == Appointment.SpecialistId, Input.Hour.DayOn(Time), FreeHours.Few, asker, cancel);
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
