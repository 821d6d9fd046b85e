using ClinicaMV.Auditing;
using ClinicaMV.Mail;
using ClinicaMV.Statistics;

namespace ClinicaMV.Pages.Admin;

/// <summary>What was counted, as tables of codes.</summary>
internal static class StatisticsTables
{
    public static StatisticTable ByWeek(string name, IEnumerable<AuditFigure> figures)
        => new(name, ["week", name == "devices" ? "result" : "outcome", "count"], [.. figures.Select(f => Row(f.From, f.Reason, f.Count))]);

    public static StatisticTable Of(IEnumerable<JoinDelay> delays)
        => new("delays", ["role", "delay", "count"], [.. delays.OrderBy(d => d.Role, StringComparer.Ordinal).ThenBy(d => d.Bin).Select(d => Row(d.Role, d.Bin, d.Count))]);

    public static StatisticTable Of(IEnumerable<NoShowHour> hours)
        => new("no-shows", ["weekday", "hour", "noshows", "marked"], [.. hours.Where(h => h.NoShows > 0).Select(h => Row(h.Weekday, h.Hour, h.NoShows, h.Marked))]);

    public static StatisticTable Of(IEnumerable<Occupancy> occupancies)
        => new("occupancy", ["specialist", "booked", "working", "percent"], [.. occupancies.Select(o => Row(o.Specialist, o.Booked, o.Working, o.Percent))]);

    public static StatisticTable Of(IEnumerable<MailDelay> days)
        => new("mail-delays", ["day", "sent", "p50_seconds", "p95_seconds"], [.. days.Select(d => Row(d.Day, d.Count, d.Half, d.Most))]);

    private static object?[] Row(params object?[] cells) => cells;
}
