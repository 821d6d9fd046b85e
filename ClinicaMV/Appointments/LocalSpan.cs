namespace ClinicaMV.Appointments;

/// <summary>Some hours of a day by the clinic's clock.</summary>
/// <param name="To">Midnight as the end means the end of the day.</param>
public readonly record struct LocalSpan(TimeOnly From, TimeOnly To)
{
    public static readonly LocalSpan WholeDay = new(TimeOnly.MinValue, TimeOnly.MinValue);

    private const long Mark = BookedSlot.Minutes * TimeSpan.TicksPerMinute;

    public bool IsRightWayRound => EndOfDay(To) > From.ToTimeSpan();

    public bool IsOnMarks => From.Ticks % Mark == 0 && To.Ticks % Mark == 0;

    public bool Overlaps(LocalSpan other)
        => From.ToTimeSpan() < EndOfDay(other.To) && other.From.ToTimeSpan() < EndOfDay(To);

    /// <summary>The same hours in their order, each of them once: what overlaps becomes one span, what only touches stays two.</summary>
    public static IReadOnlyList<LocalSpan> Joined(IEnumerable<LocalSpan> spans)
    {
        List<LocalSpan> joined = [];
        foreach (var span in spans.OrderBy(s => s.From))
        {
            if (joined.Count > 0 && joined[^1].Overlaps(span))
                joined[^1] = joined[^1] with { To = EndOfDay(span.To) > EndOfDay(joined[^1].To) ? span.To : joined[^1].To };
            else
                joined.Add(span);
        }

        return joined;
    }

    public DateTime StartOn(DateOnly day) => day.ToDateTime(From);

    public DateTime EndOn(DateOnly day) => day.ToDateTime(TimeOnly.MinValue) + EndOfDay(To);

    private static TimeSpan EndOfDay(TimeOnly to) => to == TimeOnly.MinValue ? TimeSpan.FromDays(1) : to.ToTimeSpan();
}
