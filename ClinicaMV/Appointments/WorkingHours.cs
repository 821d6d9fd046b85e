namespace ClinicaMV.Appointments;

/// <summary>One span of a specialist's week, by the clinic's clock; a day may have several.</summary>
public sealed class WorkingHours
{
    public long Id { get; private set; }

    public string SpecialistId { get; private set; } = null!;

    public required DayOfWeek Day { get; init; }

    public required TimeOnly From { get; init; }

    /// <summary>Midnight means the end of the day.</summary>
    public required TimeOnly To { get; init; }

    public LocalSpan Span => new(From, To);

    public bool IsLike(WorkingHours other) => (Day, From, To) == (other.Day, other.From, other.To);
}
