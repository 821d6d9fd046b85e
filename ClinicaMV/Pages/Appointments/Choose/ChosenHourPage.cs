using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>A step after the choice of an hour, which somebody else may take at any moment: then the page shows the next free ones.</summary>
public abstract class ChosenHourPage(FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    /// <summary>Nothing when the hour is not, or no longer, free.</summary>
    public FreeHour? Hour { get; private set; }

    public HourLinks Next { get; private set; } = null!;

    [BindProperty(SupportsGet = true)]
    public Modality? How { get; set; }

    protected async Task<bool> FindAsync(CancellationToken cancel)
    {
        if (StartsAt is { } at && Specialist is { } id)
            Hour = await free.FindAsync(id, at, User.Id(), cancel);
        return Hour is not null;
    }

    protected async Task<IActionResult> TakenAsync(CancellationToken cancel)
    {
        Hour = null;
        Next = new(await free.NextAsync(Chosen, StartsAt is { } at ? time.DayAt(at) : time.Today, FreeHours.Few, User.Id(), cancel), ToHow);
        return Page();
    }
}
