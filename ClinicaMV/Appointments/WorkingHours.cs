namespace ClinicaMV.Appointments;

/// <summary>One span in which a specialist works, by the clinic's clock: every week, or as an exception on one date. A day may have several.</summary>
public sealed class WorkingHours
{
    public long Id { get; private set; }

    public string SpecialistId { get; private set; } = null!;

    public required DayOfWeek Day { get; init; }

    /// <summary>The one day of extra hours; nothing for hours of every week.</summary>
    public DateOnly? Date { get; private init; }

    public required TimeOnly From { get; init; }

    /// <summary>Midnight means the end of the day.</summary>
    public required TimeOnly To { get; init; }

    public LocalSpan Span => new(From, To);

    public bool IsOn(DateOnly day) => Date is { } date ? date == day : Day == day.DayOfWeek;

    public bool IsLike(WorkingHours other) => (Day, Date, From, To) == (other.Day, other.Date, other.From, other.To);

    public static WorkingHours Extra(DateOnly date, LocalSpan span) => new() { Day = date.DayOfWeek, Date = date, From = span.From, To = span.To };
}
