using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Free hours by the day, one week at a time, and where each choice leads.</summary>
/// <param name="Asked">A day of the week that is shown; without one, the first week in which something is free.</param>
public sealed record WeekLinks(IReadOnlyList<FreeHour> Hours, DateOnly? Asked, ClinicTime Time)
{
    public required Func<FreeHour, string?> ToHour { get; init; }

    public required Func<DateOnly, string?> ToDay { get; init; }

    public required Func<DateOnly, string?> ToWeek { get; init; }

    /// <summary>Whether the name of the specialist tells something: there was no choice of one.</summary>
    public bool NamesSpecialist { get; init; }

    public FreeHour? First => Hours.Count > 0 ? Hours[0] : null;

    public IEnumerable<IGrouping<DateOnly, FreeHour>> Days => Hours.GroupBy(DayOf).Where(day => MondayOf(day.Key) == Shown);

    /// <summary>The nearest weeks before and after this one that have a free hour.</summary>
    public DateOnly? Previous => Hours.Select(DayOf).Where(day => MondayOf(day) < Shown).Select(day => (DateOnly?)day).LastOrDefault();

    public DateOnly? Next => Hours.Select(DayOf).Where(day => MondayOf(day) > Shown).Select(day => (DateOnly?)day).FirstOrDefault();

    private DateOnly Shown => MondayOf(Asked ?? (First is { } first ? DayOf(first) : Time.Today));

    private DateOnly DayOf(FreeHour hour) => Time.DayAt(hour.StartsAt);

    private static DateOnly MondayOf(DateOnly day) => DateOnly.FromDayNumber(day.DayNumber / 7 * 7);
}
