using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>The specialist's week, Monday to Sunday, made to be printed.</summary>
[NotOnRecord("the specialist's own week; opening one of its appointments is on record")]
public sealed class WeekModel(ClinicDb db, ClinicTime time) : PageModel
{
    /// <summary>Any day of it.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    public DateOnly Monday => MondayOf(time.DayOrToday(Day));

    public DateOnly Sunday => Monday.AddDays(6);

    public bool IsThisWeek => Monday == MondayOf(time.Today);

    public IReadOnlyList<KeyValuePair<DateOnly, List<Appointment>>> Days { get; private set; } = [];

    /// <summary>An instant of a day, to name it by.</summary>
    public DateTime NoonOf(DateOnly day) => time.DayOf(day).From.AddHours(12);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var me = User.Id();
        var (from, to) = (time.DayOf(Monday).From, time.DayOf(Sunday).To);
        var found = await db.Appointments.AsNoTracking().WithPeople()
            .Where(a => a.SpecialistId == me && a.StartsAt >= from && a.StartsAt < to)
            .OrderBy(a => a.StartsAt)
            .ToListAsync(cancel);
        var byDay = found.ToLookup(a => DateOnly.FromDateTime(time.ToLocal(a.StartsAt)));
        Days = [.. Enumerable.Range(0, 7).Select(i => Monday.AddDays(i)).Select(day => KeyValuePair.Create(day, byDay[day].ToList()))];
    }

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
