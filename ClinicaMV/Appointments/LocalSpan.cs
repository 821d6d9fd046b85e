namespace ClinicaMV.Appointments;

/// <summary>Some hours of a day by the clinic's clock.</summary>
/// <param name="To">Midnight as the end means the end of the day.</param>
public readonly record struct LocalSpan(TimeOnly From, TimeOnly To)
{
    public static readonly LocalSpan WholeDay = new(TimeOnly.MinValue, TimeOnly.MinValue);

    public bool IsRightWayRound => EndOfDay(To) > From.ToTimeSpan();

    public bool Overlaps(LocalSpan other)
        => From.ToTimeSpan() < EndOfDay(other.To) && other.From.ToTimeSpan() < EndOfDay(To);

    public DateTime StartOn(DateOnly day) => day.ToDateTime(From);

    public DateTime EndOn(DateOnly day) => day.ToDateTime(TimeOnly.MinValue) + EndOfDay(To);

    private static TimeSpan EndOfDay(TimeOnly to) => to == TimeOnly.MinValue ? TimeSpan.FromDays(1) : to.ToTimeSpan();
}
