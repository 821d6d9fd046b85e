using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>A specialist's week, Monday to Sunday, made to be printed: <c>/Today/Week</c> is one's own, <c>/Today/Week/{id}</c> anybody's for administrators.</summary>
[OnRecord(AuditKind.AppointmentsListed, Only = Roles.Administrator)]
public sealed class WeekModel(ClinicDb db, ClinicTime time) : PageModel
{
    /// <summary>Any day of it.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    public DateOnly Monday => MondayOf(time.DayOrToday(Day));

    public DateOnly Sunday => Monday.AddDays(6);

    public bool IsThisWeek => Monday == MondayOf(time.Today);

    /// <summary>Whose it is: a printed page has nothing else to tell by.</summary>
    public string Name { get; private set; } = "";

    public bool IsOwn { get; private set; }

    public IReadOnlyList<KeyValuePair<DateOnly, List<Appointment>>> Days { get; private set; } = [];

    /// <summary>An instant of a day, to name it by.</summary>
    public DateTime NoonOf(DateOnly day) => time.DayOf(day).From.AddHours(12);

    public async Task<IActionResult> OnGetAsync(string? id, CancellationToken cancel)
    {
        var whose = id ?? User.Id();
        IsOwn = whose == User.Id();
        if (IsOwn && !User.IsInRole(Roles.Specialist))
            return LocalRedirect("/Hours");
        if (!IsOwn && !User.IsInRole(Roles.Administrator)
            || await db.Specialists.Where(s => s.Id == whose).Select(s => s.Account.FullName).SingleOrDefaultAsync(cancel) is not { } name)
        {
            await RecordedDenial.AnswerOfIdAsync(HttpContext);
            return NotFound();
        }

        Name = name;
        var (from, to) = (time.DayOf(Monday).From, time.DayOf(Sunday).To);
        var found = await db.Appointments.AsNoTracking().WithPeople()
            .Where(a => a.SpecialistId == whose && a.StartsAt >= from && a.StartsAt < to)
            .OrderBy(a => a.StartsAt)
            .ToListAsync(cancel);
        var byDay = found.ToLookup(a => DateOnly.FromDateTime(time.ToLocal(a.StartsAt)));
        Days = [.. Enumerable.Range(0, 7).Select(i => Monday.AddDays(i)).Select(day => KeyValuePair.Create(day, byDay[day].ToList()))];
        return Page();
    }

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
