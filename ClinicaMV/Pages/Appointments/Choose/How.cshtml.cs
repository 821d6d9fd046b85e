using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>By video or in person.</summary>
public sealed class HowModel(FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChosenHourPage(free, time, clinic)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
        => await FindAsync(cancel) ? Page() : await TakenAsync(cancel);
}
