using System.Globalization;
using System.Text.RegularExpressions;

namespace ClinicaMV.Appointments;

/// <summary>The hours of one weekday as people write them, in the portal and in the configuration: "9:00-14:00, 16:00-20:00".</summary>
internal static partial class WeekText
{
    private const int MostSpans = 8;

    public static string Of(IEnumerable<WorkingHours> week, DayOfWeek day)
        => string.Join(", ", week.Where(h => h.Date is null && h.Day == day).OrderBy(h => h.From).Select(h => $"{Clock(h.From)}-{Clock(h.To)}"));

    /// <returns><see langword="null"/> for what cannot be read, overlaps or does not stand on five-minute marks.</returns>
    public static IReadOnlyList<WorkingHours>? Parse(DayOfWeek day, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];

        List<WorkingHours> read = [];
        foreach (var part in text.Split([',', ';']))
        {
            if (SpanOf(part) is not { IsRightWayRound: true } span || read.Any(r => r.Span.Overlaps(span)) || read.Count == MostSpans)
                return null;
            read.Add(new() { Day = day, From = span.From, To = span.To });
        }

        return read;
    }

    /// <summary>The day as a label.</summary>
    public static string Name(DayOfWeek day) => CultureInfo.CurrentUICulture.TextInfo.ToTitleCase(CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName(day));

    public static string Clock(TimeOnly hour) => hour.ToString("H:mm", CultureInfo.InvariantCulture);

    private static LocalSpan? SpanOf(string text)
    {
        var match = Span().Match(text);
        return match.Success && HourOf(match.Groups[1].Value) is { } from && HourOf(match.Groups[2].Value) is { } to ? new(from, to) : null;
    }

    private static TimeOnly? HourOf(string text)
    {
        text = text.Replace('.', ':');
        if (text == "24:00")
            return TimeOnly.MinValue;
        return TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour)
            && hour.Minute % BookedSlot.Minutes == 0 ? hour : null;
    }

    [GeneratedRegex(@"^\s*([0-9]{1,2}[:.][0-9]{2})\s*[-–—]\s*([0-9]{1,2}[:.][0-9]{2})\s*$")]
    private static partial Regex Span();
}
