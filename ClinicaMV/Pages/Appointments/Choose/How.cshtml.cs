using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>By video or in person.</summary>
public sealed class HowModel(Diary diary, FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChosenHourPage(diary, free, time, clinic)
{
    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => LookAsync(cancel);
}
