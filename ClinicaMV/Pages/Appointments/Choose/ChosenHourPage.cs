using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>A step after the choice of an hour, which somebody else may take at any moment: then the page says why and shows the next free ones.</summary>
public abstract class ChosenHourPage(Diary diary, FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    /// <summary>Nothing when the hour is not, or no longer, free.</summary>
    public FreeHour? Hour { get; private set; }

    public HourLinks Next { get; private set; } = null!;

    [BindProperty(SupportsGet = true)]
    public Modality? How { get; set; }

    protected Diary Diary { get; } = diary;

    /// <summary>The step itself while the hour is free. Whoever has it already is led to it.</summary>
    protected async Task<IActionResult> LookAsync(CancellationToken cancel)
    {
        if (StartsAt is not { } at || Specialist is not { } id)
            return await InsteadAsync(null, cancel);

        Hour = await free.FindAsync(id, at, User.Id(), cancel);
        return Hour is not null ? Page()
            : await Diary.BookedAsync(User.Id()!, id, at, cancel) is { } mine ? ToDetails(mine)
            : await InsteadAsync(await free.WhyNotAsync(id, at, User.Id(), cancel), cancel);
    }

    protected async Task<IActionResult> InsteadAsync(DiaryRefusal? why, CancellationToken cancel)
    {
        Next = await HourLinks.InsteadOfAsync(StartsAt, time, from => free.NextAsync(Chosen, from, FreeHours.Few, User.Id(), cancel), ToHow) with { Why = why };
        return Page();
    }

    protected RedirectToPageResult ToDetails(Appointment appointment) => RedirectToPage("/Appointments/Details", new { id = appointment.PublicId });
}
