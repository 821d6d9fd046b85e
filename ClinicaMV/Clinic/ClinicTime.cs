using System.Globalization;
using ClinicaMV.Appointments;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>
/// The clinic's wall clock. Everything inside is UTC; this is the only place where an instant becomes a local hour, and a
/// local hour an instant. Zone rules come from the system's IANA database.
/// </summary>
public sealed class ClinicTime(IOptions<ClinicOptions> options, TimeProvider clock)
{
    private static readonly DateOnly FirstDay = new(1900, 1, 1);
    private static readonly DateOnly LastDay = new(2999, 12, 31);

    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    public DateTime UtcNow => clock.GetUtcNow().UtcDateTime;

    public DateTime Now => ToLocal(UtcNow);

    public DateTime ToLocal(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, Zone);

    public DateTime ToLocal(DateTime utc, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone);

    /// <summary>Which of the two hours that the clock shows alike this instant is in; <see langword="null"/> when there is only one.</summary>
    public SameHour? OfTwo(DateTime utc, TimeZoneInfo zone)
    {
        var local = ToLocal(utc, zone);
        return !zone.IsAmbiguousTime(local) ? null
            : local - utc == zone.GetAmbiguousTimeOffsets(local).Max() ? SameHour.First
            : SameHour.Second;
    }

    /// <summary>
    /// The instant of a local hour; <see langword="null"/> when the clocks jump over that hour. An hour that happens twice
    /// (the last Sunday of October) means the first of the two.
    /// </summary>
    public DateTime? ToUtc(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(local))
            return null;

        if (!Zone.IsAmbiguousTime(local))
            return TimeZoneInfo.ConvertTimeToUtc(local, Zone);

        var first = Zone.GetAmbiguousTimeOffsets(local).Max();
        return DateTime.SpecifyKind(local - first, DateTimeKind.Utc);
    }

    /// <summary>The instants in a span at which the clocks change, to the minute.</summary>
    public IEnumerable<DateTime> ChangesIn(TimeSpent span)
    {
        // Nobody has changed them there and back within a week.
        for (var week = span.From; week < span.To; week = week.AddDays(7))
        {
            var (before, after) = (0, 7 * 24 * 60);
            var offset = Zone.GetUtcOffset(week);
            if (offset == Zone.GetUtcOffset(week.AddMinutes(after)))
                continue;

            while (after - before > 1)
            {
                var middle = (before + after) / 2;
                (before, after) = Zone.GetUtcOffset(week.AddMinutes(middle)) == offset ? (middle, after) : (before, middle);
            }

            yield return week.AddMinutes(after);
        }
    }

    /// <summary>Midnight to midnight of a local day, in UTC: 23, 24 or 25 hours.</summary>
    public (DateTime From, DateTime To) DayOf(DateOnly day) => (StartOf(Sensible(day)), StartOf(Sensible(day).AddDays(1)));

    /// <summary>The day itself, or the nearest that a clinic can mean: there is a day before and after it in every zone.</summary>
    public static DateOnly Sensible(DateOnly day) => day < FirstDay ? FirstDay : day > LastDay ? LastDay : day;

    /// <summary>Some local hours of a day, in UTC. Their ends stay where the clock shows them: longer or shorter than ever when it changes.</summary>
    public TimeSpent InstantsOf(DateOnly day, LocalSpan span) => new(ToUtcOrNext(span.StartOn(day)), ToUtcOrNext(span.EndOn(day)));

    public DateOnly DayAt(DateTime utc) => DateOnly.FromDateTime(ToLocal(utc));

    public DateOnly Today => DateOnly.FromDateTime(Now);

    /// <summary>A day that somebody asks for in an address; one at the end of the calendar has no next day and counts as none.</summary>
    public DateOnly DayOrToday(DateOnly? day) => day is { } asked ? Sensible(asked) : Today;

    // In a zone whose clocks change at midnight the day begins when midnight would have been.
    private DateTime StartOf(DateOnly day) => ToUtcOrNext(day.ToDateTime(TimeOnly.MinValue));

    // An hour that the clocks leave out is the instant at which they jump over it.
    private DateTime ToUtcOrNext(DateTime local)
    {
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        return ToUtc(local)!.Value;
    }

    /// <summary>The same hour by the clock so many days later, or the next that there is.</summary>
    public DateTime SameHourAfter(DateTime utc, int days) => ToUtcOrNext(DateTime.SpecifyKind(ToLocal(utc).AddDays(days), DateTimeKind.Unspecified));

    /// <summary>Until when a patient may move or cancel an appointment that starts then.</summary>
    public DateTime ChangesUntil(DateTime startsAt) => startsAt.AddHours(-options.Value.ChangesUntilHours);

    public bool IsTooLateToChange(DateTime startsAt) => UtcNow > ChangesUntil(startsAt);

    public static bool IsKnown(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    public static CultureInfo CultureOf(string language) => CultureInfo.GetCultureInfo(language == "en" ? "en-GB" : "es-ES");
}
