using ClinicaMV.Appointments;

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
}
