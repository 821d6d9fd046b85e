using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>The days to come on which the clinic sees nobody.</summary>
[NotOnRecord("the clinic's calendar, and the appointments that fall outside by id")]
public sealed class ClosedDaysModel(HoursKeeper keeper, ClinicDb db, ClinicTime time, IStringLocalizer<Text> text) : PageModel
{
    private const int PageSize = 50;

    public InputModel Input { get; private set; } = new();

    public IReadOnlyList<DateOnly> Days { get; private set; } = [];

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public bool HasMore { get; private set; }

    /// <summary>The day that has just been closed, and how many appointments are booked on it.</summary>
    public (DateOnly Day, int Booked)? JustClosed { get; private set; }

    public async Task OnGetAsync(DateOnly? closed, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (closed is { } day && day >= time.Today && await db.ClosedDays.AnyAsync(d => d.Day == day, cancel))
            JustClosed = (day, await BookedOnAsync(day, cancel));
    }

    public async Task<IActionResult> OnPostAsync([Bind(Prefix = "Input")] InputModel input, CancellationToken cancel)
    {
        Input = input;
        if (Input.Day < time.Today)
            ModelState.AddModelError("Input.Day", text["ClosedDays.Past"]);
        if (!ModelState.IsValid)
        {
            await LoadAsync(cancel);
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        await keeper.CloseAsync(Input.Day!.Value, HttpContext.Actor(), cancel);
        return RedirectToPage(new { closed = Input.Day.Value.ToString("O") });
    }

    public async Task<IActionResult> OnPostOpenAsync(DateOnly day, CancellationToken cancel)
    {
        await keeper.OpenAsync(day, HttpContext.Actor(), cancel);
        return RedirectToPage();
    }

    private Task<int> BookedOnAsync(DateOnly day, CancellationToken cancel)
    {
        var (from, to) = time.DayOf(day);
        return db.Appointments.CountAsync(a => a.Status == AppointmentStatus.Booked && a.StartsAt >= from && a.StartsAt < to, cancel);
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        var today = time.Today;
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await db.ClosedDays.Where(d => d.Day >= today).OrderBy(d => d.Day).Select(d => d.Day)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancel);
        (Days, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required")]
        public DateOnly? Day { get; set; }
    }
}
