using System.Globalization;
using ClinicaMV.Statistics;

namespace ClinicaMV.Pages.Admin;

/// <summary>The hours of the week as squares: the darker, the more of the appointments were no-shows.</summary>
public sealed record WeekPicture(IReadOnlyList<NoShowHour> Hours)
{
    private const int Days = 7;
    private const int Shades = 4;

    private int First => Hours.Min(h => h.Hour);

    private int Last => Hours.Max(h => h.Hour);

    private int Row => (Plot.Floor - Plot.Top) / (Last - First + 1);

    private static int Column => (Plot.Width - Plot.Left) / Days;

    /// <param name="few">What the lightest shade is called, and <paramref name="many"/> the darkest.</param>
    public Plot ToPlot(string title, string few, string many) => new(title,
        [.. Enumerable.Range(First, Last - First + 1).Where(hour => (hour - First) % Math.Max(1, (Last - First + 1) / 8) == 0).Select(hour => new PlotMark(TopOf(hour), $"{hour}:00"))],
        [.. Hours.Select(h => new PlotBar($"plot-shade-{ShadeOf(h)}", Plot.Left + Place(h.Weekday) * Column + 4, TopOf(h.Hour) + 1, Column - 8, Math.Max(2, Row - 2)))],
        [.. Enum.GetValues<DayOfWeek>().Select(day => new PlotMark(Plot.Left + Place(day) * Column + Column / 2, CultureInfo.CurrentUICulture.DateTimeFormat.GetAbbreviatedDayName(day)))],
        [new("plot-shade-0", few), new($"plot-shade-{Shades}", many)]);

    private int TopOf(int hour) => Plot.Top + (hour - First) * Row;

    private static int Place(DayOfWeek day) => ((int)day + 6) % Days;

    // From none to half of them and more.
    private static long ShadeOf(NoShowHour hour) => Math.Min(Shades, (hour.NoShows * 2 * Shades + hour.Marked - 1) / hour.Marked);
}
