using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>At what hour of the day.</summary>
public sealed class HourModel(FreeHours free, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    public HourLinks Free { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Day is not { } day)
            return RedirectToPage("Day", new { Specialist, Speciality });

        Free = new(await free.ListAsync(Chosen, day, day, User.Id(), cancel), ToHow);
        return Page();
    }
}
