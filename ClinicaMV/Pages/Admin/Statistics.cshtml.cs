using System.Globalization;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Mail;
using ClinicaMV.Resources;
using ClinicaMV.Statistics;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>How the clinic's appointments go: each figure as a picture, a table and a file, with what it means.</summary>
[NotOnRecord("figures; of people only the names of specialists")]
public sealed class StatisticsModel(ClinicStatistics statistics, Occupancies occupancies, MailDelays mail, IStringLocalizer<Text> text) : PageModel
{
    private const int MostBars = 8;

    public IReadOnlyList<(StatisticTable Table, Plot? Plot)> Sections { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? format, CancellationToken cancel)
    {
        var (visits, devices) = (await statistics.VisitsAsync(cancel), await statistics.DevicesAsync(cancel));
        var days = await mail.OfLastDaysAsync(cancel);
        var mailed = days.Any(d => d.Count > 0) ? days : [];
        var (delays, hours, occupied) = (await statistics.JoinDelaysAsync(cancel), await statistics.NoShowsAsync(cancel), await occupancies.ListAsync(cancel));
        Sections =
        [
            (StatisticsTables.ByWeek("visits", visits), WeeksOf(visits, "visits")),
            (StatisticsTables.Of(delays), PlotOf(delays)),
            (StatisticsTables.Of(hours), hours.Any(h => h.NoShows > 0) ? new WeekPicture(hours).ToPlot(Title("no-shows"), text["Statistics.Few"], text["Statistics.Many"]) : null),
            (StatisticsTables.Of(occupied), PlotOf(occupied)),
            (StatisticsTables.ByWeek("devices", devices), WeeksOf(devices, "devices")),
            (StatisticsTables.Of(mailed), mailed.Count == 0 ? null : new DelayPicture(mailed).ToPlot(key => text[key])),
        ];
        return Sections.FirstOrDefault(s => s.Table.Name == format).Table is { } asked ? asked.ToFile() : Page();
    }

    /// <summary>A cell as people read it.</summary>
    public string Words(string column, object? cell) => (column, cell) switch
    {
        (_, null) => "–",
        (_, DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        (_, DayOfWeek day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName(day),
        (_, double seconds) => text["Delays.Seconds", seconds],
        ("outcome", _) => text[$"Status.{cell}"],
        ("result", _) => text[$"Statistics.Result.{cell}"],
        ("role", _) => text[$"Role.{cell}"],
        ("delay", int bin) => DelayWords(bin),
        ("hour", _) => $"{cell}:00",
        ("percent", _) => $"{cell} %",
        _ => $"{cell}",
    };

    private string Title(string name) => text[$"Statistics.Title.{name}"];

    private Plot? WeeksOf(IReadOnlyList<Auditing.AuditFigure> figures, string name) => figures.Count == 0 ? null
        : new FiguresPicture(figures, statistics.First, ClinicStatistics.Weeks, 7).ToPlot(Title(name), code => Words(name == "devices" ? "result" : "outcome", code));

    private Plot? PlotOf(IReadOnlyList<JoinDelay> delays)
    {
        string[] roles = [nameof(ParticipantRole.Patient), nameof(ParticipantRole.Specialist)];
        int[] bins = [.. ClinicStatistics.Bins, ClinicStatistics.Later];
        return delays.Count == 0 ? null : new BarsPicture([.. bins.Select(ShortDelay)], [.. roles.Select(r => text[$"Role.{r}"].Value)],
            [.. bins.Select(bin => roles.Select(role => delays.Where(d => d.Role == role && d.Bin == bin).Sum(d => d.Count)).ToArray())]).ToPlot(Title("delays"));
    }

    private Plot? PlotOf(IReadOnlyList<Occupancy> occupied)
    {
        var shown = occupied.Where(o => o.Percent is not null).Take(MostBars).ToList();
        return shown.Count == 0 ? null : new BarsPicture([.. shown.Select(o => ShortName(o.Specialist))], [text["Statistics.Column.percent"]], [.. shown.Select(o => new[] { o.Percent!.Value })]).ToPlot(Title("occupancy"));
    }

    // "Dra. Elena Vázquez" is Elena V.
    private static string ShortName(string name)
        => name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.EndsWith('.')).ToList() switch
        {
            [] => name,
            [var only] => only,
            [var first, var second, ..] => $"{first} {Rune.GetRuneAt(second, 0)}.",
        };

    private string DelayWords(int bin) => bin switch
    {
        ClinicStatistics.Later => text["Statistics.After", ClinicStatistics.Bins[^1]],
        _ when bin == ClinicStatistics.Bins[0] => text["Statistics.Before", -bin],
        _ => text["Statistics.Between", bin - 5, bin],
    };

    private static string ShortDelay(int bin) => bin switch
    {
        ClinicStatistics.Later => $"> {ClinicStatistics.Bins[^1]}",
        _ when bin == ClinicStatistics.Bins[0] => $"< −{-bin}",
        _ => $"{bin - 5} … {bin}".Replace('-', '−'),
    };
}
