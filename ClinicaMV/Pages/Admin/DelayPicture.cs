using System.Globalization;
using ClinicaMV.Mail;

namespace ClinicaMV.Pages.Admin;

/// <summary>How long mail takes, as bars. Each step up is so many times later: a second and an hour fit into one picture.</summary>
public sealed record DelayPicture(IReadOnlyList<MailDelay> Days)
{
    private const int Bar = 16;

    /// <summary>Marks on the scale, in seconds, with the key of their words.</summary>
    private static readonly (int Seconds, string Key)[] Marks =
        [(1, "Delays.Second"), (10, "Delays.TenSeconds"), (60, "Delays.Minute"), (600, "Delays.TenMinutes"), (3600, "Delays.Hour"), (86400, "Delays.Day")];

    /// <param name="words">The words of a key.</param>
    public Plot ToPlot(Func<string, string> words) => new(words("Delays.Picture"),
        [.. Marks.Select(m => new PlotMark(At(m.Seconds), words(m.Key)))],
        [.. Days.SelectMany((day, i) => new[] { BarOf(i, day.Half, "plot-half", 0), BarOf(i, day.Most, "plot-most", Bar) }.OfType<PlotBar>())],
        [.. Days.Select((day, i) => new PlotMark(MiddleOf(i), day.Day.ToString("dd/MM", CultureInfo.InvariantCulture)))],
        [new("plot-half", words("Statistics.Column.p50_seconds")), new("plot-most", words("Statistics.Column.p95_seconds"))]);

    private static int At(double seconds)
        => Plot.Floor - (int)Math.Round((Plot.Floor - Plot.Top) * Math.Log10(Math.Clamp(seconds, 0.5, 100_000) / 0.5) / Math.Log10(100_000 / 0.5));

    private int MiddleOf(int day) => Plot.Left + (Plot.Width - Plot.Left) * day / Days.Count + Bar;

    private PlotBar? BarOf(int day, double? seconds, string kind, int shift)
        => seconds is { } late && Math.Min(At(late), Plot.Floor - 2) is var top ? new(kind, MiddleOf(day) - Bar + shift, top, Bar - 1, Plot.Floor - top) : null;
}
