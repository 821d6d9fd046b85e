using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Moving;

/// <summary>To which hour of the day.</summary>
public sealed class HourModel(FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic, IStringLocalizer<Text> text) : MovingPage(free, time, clinic, text)
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    public HourLinks Free { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Closed() is { } closed)
            return closed;
        if (Day is not { } day)
            return RedirectToPage("Day", new { id = Appointment.PublicId });

        Free = new(await ListAsync(day, day, cancel), ToCheck);
        return Page();
    }
}
