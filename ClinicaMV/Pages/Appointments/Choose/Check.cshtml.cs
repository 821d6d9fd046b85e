using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>Everything that was chosen, once more; the one step that changes something.</summary>
public sealed class CheckModel(Diary diary, FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChosenHourPage(diary, free, time, clinic)
{
    /// <summary>How long the appointment was when the reader looked: the specialist may have changed it since.</summary>
    [BindProperty]
    public int Minutes { get; set; }

    /// <inheritdoc cref="ChangePage.JustDone"/>
    [TempData]
    public string? JustDone { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
        => How is null ? RedirectToPage("How", new { Specialist, Speciality, At }) : await LookAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (How is not { } modality)
            return RedirectToPage("How", new { Specialist, Speciality, At });
        if (StartsAt is not { } at || Specialist is not { } id)
            return await RefusedAsync(null, cancel);

        var answer = await Diary.BookAsync(User.Id()!, id, new(at, TimeSpan.FromMinutes(Minutes), modality), HttpContext.Actor(), cancel);
        if (answer.Refusal is { } why)
            return await RefusedAsync(why, cancel);

        JustDone = answer.Appointment!.Modality == modality ? "Booked" : null;
        return ToDetails(answer.Appointment);
    }

    private Task<IActionResult> RefusedAsync(DiaryRefusal? why, CancellationToken cancel)
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return InsteadAsync(why, cancel);
    }
}
