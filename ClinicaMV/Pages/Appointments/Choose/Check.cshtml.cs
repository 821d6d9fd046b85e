using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>Everything that was chosen, once more; the one step that changes something.</summary>
public sealed class CheckModel(Diary diary, FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChosenHourPage(free, time, clinic)
{
    /// <summary>For the page that shows what was booked.</summary>
    [TempData]
    public bool JustBooked { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
        => How is null ? RedirectToPage("How", new { Specialist, At })
        : await FindAsync(cancel) ? Page()
        : await TakenAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (How is not { } modality)
            return RedirectToPage("How", new { Specialist, At });
        // Only to show what is free instead, before anything is tried: what counts is what the diary says.
        if (!await FindAsync(cancel))
            return await RefusedAsync(cancel);

        var answer = await diary.BookAsync(User.Id()!, Specialist!, new(Hour!.StartsAt, Hour.Length, modality), HttpContext.Actor(), cancel);
        if (answer.Refusal is not null)
            return await RefusedAsync(cancel);

        JustBooked = true;
        return RedirectToPage("/Appointments/Details", new { id = answer.Appointment!.PublicId });
    }

    private Task<IActionResult> RefusedAsync(CancellationToken cancel)
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return TakenAsync(cancel);
    }
}
