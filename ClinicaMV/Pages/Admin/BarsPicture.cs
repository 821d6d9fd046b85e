using System.Globalization;

namespace ClinicaMV.Pages.Admin;

/// <summary>Bars side by side: for each name as many as there are kinds.</summary>
/// <param name="Kinds">What the colours mean, in words.</param>
/// <param name="Heights">By name, then by kind.</param>
public sealed record BarsPicture(IReadOnlyList<string> Names, IReadOnlyList<string> Kinds, IReadOnlyList<long[]> Heights)
{
    private const int Steps = 4;

    public Plot ToPlot(string title)
    {
        var step = Math.Max(1, (Heights.SelectMany(h => h).DefaultIfEmpty().Max() + Steps - 1) / Steps);
        return new(title,
            [.. Enumerable.Range(0, Steps + 1).Select(i => new PlotMark(At(i * step, step), (i * step).ToString(CultureInfo.InvariantCulture)))],
            [.. Heights.SelectMany((bars, name) => bars.Select((height, kind) => new PlotBar($"plot-{kind + 1}", Left(name) + kind * Bar, At(height, step), Bar - 2, Plot.Floor - At(height, step))))],
            [.. Names.Select((name, i) => new PlotMark(Left(i) + Kinds.Count * Bar / 2, name))],
            [.. Kinds.Select((words, i) => new PlotKey($"plot-{i + 1}", words))]);
    }

    private int Room => (Plot.Width - Plot.Left) / Math.Max(1, Names.Count);

    private int Bar => Math.Min(60, Room * 3 / 4 / Math.Max(1, Kinds.Count));

    private int Left(int name) => Plot.Left + name * Room + (Room - Kinds.Count * Bar) / 2;

    private static int At(long height, long step) => Plot.Floor - (int)((Plot.Floor - Plot.Top) * height / (step * Steps));
}
