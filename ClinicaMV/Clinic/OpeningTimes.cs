using System.Globalization;
using ClinicaMV.Appointments;
using ClinicaMV.Resources;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>When somebody is there, in the words of the reader's language: "lunes a viernes: 9:00-14:00, 16:00-20:00".</summary>
public sealed class OpeningTimes(IStringLocalizer<Text> text, IOptions<ClinicOptions> clinic)
{
    /// <summary>Days that follow each other with the same hours are one line; nothing when no hours have been set.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var week = clinic.Value.OpeningWeek;
            List<(DayOfWeek First, DayOfWeek Last, string Hours)> lines = [];
            foreach (var day in Enumerable.Range(1, 7).Select(i => (DayOfWeek)(i % 7)))
            {
                var hours = WeekText.Of(week, day);
                if (lines is [.., var before] && before.Hours == hours)
                    lines[^1] = before with { Last = day };
                else
                    lines.Add((day, day, hours));
            }

            return [.. lines.Where(l => l.Hours.Length > 0).Select(l => text["Opening.Line", Days(l.First, l.Last), l.Hours].Value)];
        }
    }

    private string Days(DayOfWeek first, DayOfWeek last) => first == last ? Name(first) : text["Opening.Days", Name(first), Name(last)];

    private static string Name(DayOfWeek day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName(day);
}
