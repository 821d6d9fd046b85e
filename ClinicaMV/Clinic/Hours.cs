using System.Globalization;
using ClinicaMV.Resources;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Clinic;

/// <summary>Instants in the words of the reader's language: "miércoles, 6 de agosto de 2026, de 10:00 a 10:45 (hora peninsular)".</summary>
public sealed class Hours(ClinicTime time, IStringLocalizer<Text> text)
{
    public string Span(DateTime from, DateTime to, TimeZoneInfo? zone = null)
        => text["Hours.Span", Day(from, zone), Between(from, to, zone)];

    public string Between(DateTime from, DateTime to, TimeZoneInfo? zone = null)
        => text["Hours.Between", Hour(from, zone), Hour(to, zone), ZoneName(zone ?? time.Zone)];

    public string Day(DateTime utc, TimeZoneInfo? zone = null) => Local(utc, zone).ToString(text["Hours.DayFormat"], CultureInfo.CurrentUICulture);

    /// <summary>One that happens twice, when the clocks go back, says which of the two it is.</summary>
    public string Hour(DateTime utc, TimeZoneInfo? zone = null) => Named(Clock(utc, zone), utc, zone);

    /// <summary>Only what the clock shows, for where the whole hour stands beside it.</summary>
    public string Clock(DateTime utc, TimeZoneInfo? zone = null) => Local(utc, zone).ToString("H:mm", CultureInfo.InvariantCulture);

    /// <summary>Short, for tables: 23/11/2026 10:00:00.</summary>
    public string Stamp(DateTime utc) => Written(utc, "dd/MM/yyyy HH:mm:ss");

    /// <summary>Short, where seconds tell nobody anything: 23/11/2026 10:00.</summary>
    public string ShortStamp(DateTime utc) => Written(utc, "dd/MM/yyyy HH:mm");

    /// <summary>Since when, and until when as far as is known, if that is another minute.</summary>
    public string Seen(DateTime since, DateTime last)
        => ShortStamp(since) == ShortStamp(last) ? text["OwnDevices.Since", ShortStamp(since)] : text["OwnDevices.When", ShortStamp(since), ShortStamp(last)];

    public string HourIn(DateTime utc, TimeZoneInfo? zone = null)
        => text["Hours.HourIn", Hour(utc, zone), ZoneName(zone ?? time.Zone)];

    /// <summary>How long it still is. Rounded up: "0 min" would be a promise that the door does not keep.</summary>
    public string Left(TimeSpan left)
    {
        var minutes = Math.Max(0, (int)Math.Ceiling(left.TotalMinutes));
        var (days, hours) = (minutes / 1440, minutes / 60 % 24);
        return days > 0 ? $"{text["Join.Days", days]} {text["Join.Hours", hours]}"
            : hours > 0 ? $"{text["Join.Hours", hours]} {text["Join.Minutes", minutes % 60]}"
            : text["Join.Minutes", minutes];
    }

    public DateTime Local(DateTime utc, TimeZoneInfo? zone = null) => time.ToLocal(utc, zone ?? time.Zone);

    /// <summary>The zone, if it is known and shows another hour than the clinic's at that instant.</summary>
    public TimeZoneInfo? OtherZone(string? name, DateTime at)
        => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.GetUtcOffset(at) != time.Zone.GetUtcOffset(at) ? zone : null;

    private string Written(DateTime utc, string format) => Named(Local(utc).ToString(format, CultureInfo.InvariantCulture), utc, null);

    private string Named(string hour, DateTime utc, TimeZoneInfo? zone) => time.OfTwo(utc, zone ?? time.Zone) switch
    {
        SameHour.First => text["Hours.Summer", hour],
        SameHour.Second => text["Hours.Winter", hour],
        _ => hour,
    };

    // Not by the names that .NET has for it: those stay in whichever language was asked for first.
    private string ZoneName(TimeZoneInfo zone)
    {
        var known = text[$"Zone.{zone.Id}"];
        return known.ResourceNotFound ? text["Zone.Other", zone.Id.Split('/')[^1].Replace('_', ' ')] : known;
    }
}
