using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>On which day: the days of one week that have a free hour, or the first free hour of all.</summary>
public sealed class DayModel(FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    private IReadOnlyList<(DateOnly Day, FreeHour Hour)> found = [];

    /// <summary>A day of the week that is shown; without one, the first week in which something is free.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Week { get; set; }

    public FreeHour? First => found.Count > 0 ? found[0].Hour : null;

    public IEnumerable<IGrouping<DateOnly, FreeHour>> Days => found.Where(f => MondayOf(f.Day) == Shown).GroupBy(f => f.Day, f => f.Hour);

    /// <summary>The nearest weeks before and after this one that have a free hour.</summary>
    public DateOnly? Previous => found.Where(f => MondayOf(f.Day) < Shown).Select(f => (DateOnly?)f.Day).LastOrDefault();

    public DateOnly? Next => found.Where(f => MondayOf(f.Day) > Shown).Select(f => (DateOnly?)f.Day).FirstOrDefault();

    private DateOnly Shown => MondayOf(Week ?? (found.Count > 0 ? found[0].Day : time.Today));

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var hours = await free.ListAsync(Chosen, time.Today, DateOnly.MaxValue, User.Id(), cancel);
        found = [.. hours.Select(h => (time.DayAt(h.StartsAt), h))];
    }

    private static DateOnly MondayOf(DateOnly day) => DateOnly.FromDayNumber(day.DayNumber / 7 * 7);
}
