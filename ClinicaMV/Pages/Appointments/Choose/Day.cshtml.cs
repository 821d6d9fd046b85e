using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>On which day: the days of one week that have a free hour, or the first free hour of all.</summary>
public sealed class DayModel(FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Week { get; set; }

    public WeekLinks Free { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
        => Free = new(await free.ListAsync(Chosen, time.Today, DateOnly.MaxValue, User.Id(), cancel), Week, time)
        {
            ToHour = ToHow,
            ToDay = day => Url.Page("Hour", new { Specialist, Speciality, day = day.ToString("O") }),
            ToWeek = week => Url.Page("Day", new { Specialist, Speciality, week = week.ToString("O") }),
            NamesSpecialist = Specialist is null,
        };
}
