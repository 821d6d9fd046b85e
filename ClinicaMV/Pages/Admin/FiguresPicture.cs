using System.Globalization;
using ClinicaMV.Auditing;

namespace ClinicaMV.Pages.Admin;

/// <summary>Figures as piled bars, one pile a span, a colour a reason; the rarest ones share the last.</summary>
/// <param name="Days">How many days one span has.</param>
public sealed record FiguresPicture(IReadOnlyList<AuditFigure> Figures, DateOnly First, int Spans, int Days)
{
    private const int Colours = 5;
    private const int Steps = 4;

    /// <param name="wordsFor">What a reason is called.</param>
    public Plot ToPlot(string title, Func<string, string> wordsFor)
    {
        string[] reasons = [.. Figures.GroupBy(f => f.Reason).OrderByDescending(g => g.Sum(f => f.Count)).Select(g => g.Key)];
        var highest = Math.Max(Steps, Figures.GroupBy(f => f.From).Select(g => g.Sum(f => f.Count)).DefaultIfEmpty().Max());
        var step = (highest + Steps - 1) / Steps;
        return new(title,
            [.. Enumerable.Range(0, Steps + 1).Select(i => new PlotMark(HeightOf(i * step, step), (i * step).ToString(CultureInfo.InvariantCulture)))],
            [.. Figures.GroupBy(f => f.From).SelectMany(pile => Pile(pile, reasons, step))],
            [.. Enumerable.Range(0, Spans).Where(i => i % Math.Max(1, Spans / 6) == 0).Select(i => new PlotMark(MiddleOf(i), First.AddDays(i * Days).ToString("dd/MM", CultureInfo.InvariantCulture)))],
            [.. reasons.Select((reason, i) => (Kind: KindOf(i), Words: wordsFor(reason))).GroupBy(r => r.Kind).Select(g => new PlotKey(g.Key, string.Join(", ", g.Select(r => r.Words))))]);
    }

    private IEnumerable<PlotBar> Pile(IGrouping<DateOnly, AuditFigure> pile, string[] reasons, long step)
    {
        var (x, below) = (MiddleOf((pile.Key.DayNumber - First.DayNumber) / Days) - BarWidth / 2, 0L);
        foreach (var figure in pile.OrderBy(f => Array.IndexOf(reasons, f.Reason)))
        {
            var top = HeightOf(below + figure.Count, step);
            yield return new(KindOf(Array.IndexOf(reasons, figure.Reason)), x, top, BarWidth, HeightOf(below, step) - top);
            below += figure.Count;
        }
    }

    private int BarWidth => (Plot.Width - Plot.Left) / Spans * 3 / 4;

    private int MiddleOf(int span) => Plot.Left + (Plot.Width - Plot.Left) * (2 * span + 1) / (2 * Spans);

    private static int HeightOf(long count, long step) => Plot.Floor - (int)((Plot.Floor - Plot.Top) * count / (step * Steps));

    private static string KindOf(int reason) => $"plot-{Math.Min(reason, Colours - 1) + 1}";
}
