using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Moving;

/// <summary>To which day.</summary>
public sealed class DayModel(FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic, IStringLocalizer<Text> text) : MovingPage(free, time, clinic, text)
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Week { get; set; }

    public WeekLinks Free { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Closed() is { } closed)
            return closed;

        Free = new(await ListAsync(Time.Today, DateOnly.MaxValue, cancel), Week, Time)
        {
            ToHour = ToCheck,
            ToDay = day => Url.Page("Hour", new { id = Appointment.PublicId, day = day.ToString("O") }),
            ToWeek = week => Url.Page("Day", new { id = Appointment.PublicId, week = week.ToString("O") }),
        };
        return Page();
    }
}
