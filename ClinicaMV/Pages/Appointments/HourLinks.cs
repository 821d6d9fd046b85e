using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Free hours to choose from, and where the choice of each leads.</summary>
public sealed record HourLinks(IReadOnlyList<FreeHour> Hours, Func<FreeHour, string?> To)
{
    /// <summary>Whether each hour says its day, as hours of several days always do.</summary>
    public bool NamesDay { get; init; }

    /// <summary>Whether they are those nearest to an hour that was asked for, rather than the next ones.</summary>
    public bool AreNearest { get; init; }

    /// <summary>Why these stand in place of an hour that was asked for; nothing when the address told none.</summary>
    public DiaryRefusal? Why { get; init; }

    /// <summary>The next ones from the day of an hour that could not be had.</summary>
    /// <param name="wished">Nothing when the address told none.</param>
    /// <param name="next">The next few from a day on.</param>
    public static async Task<HourLinks> InsteadOfAsync(DateTime? wished, ClinicTime time, Func<DateOnly, Task<IReadOnlyList<FreeHour>>> next, Func<FreeHour, string?> to)
    {
        var hours = await next(wished is { } at ? time.DayAt(at) : time.Today);
        // Past the last day that can be booked there is nothing, and before it perhaps a lot.
        return new(hours.Count > 0 ? hours : await next(time.Today), to);
    }
}
