using ClinicaMV.Clinic;

namespace ClinicaMV.Appointments;

/// <summary>When somebody is taken, by the clinic's days: whether an hour is free is asked for each hour of the grid, and only its own day can tell.</summary>
public sealed class BusyHours
{
    private readonly ILookup<DateOnly, TimeSpent> byDay;

    /// <param name="gap">Kept free before and after each.</param>
    public BusyHours(IEnumerable<TimeSpent> spans, TimeSpan gap, ClinicTime time)
        => byDay = spans.Select(span => span.WithGap(gap)).SelectMany(span => DaysOf(span, time), (span, day) => (span, day)).ToLookup(x => x.day, x => x.span);

    /// <param name="day">The local day in which the hour lies.</param>
    public bool Overlap(DateOnly day, TimeSpent hour) => byDay[day].Any(span => span.Overlaps(hour));

    private static IEnumerable<DateOnly> DaysOf(TimeSpent span, ClinicTime time)
    {
        var last = time.DayAt(span.To);
        for (var day = time.DayAt(span.From); day <= last; day = day.AddDays(1))
            yield return day;
    }
}
