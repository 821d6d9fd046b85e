namespace ClinicaMV.Appointments;

/// <summary>A half-open span of instants, UTC.</summary>
public readonly record struct TimeSpent(DateTime From, DateTime To)
{
    public bool Overlaps(TimeSpent other) => From < other.To && other.From < To;

    public TimeSpent WithGap(TimeSpan gap) => new(From - gap, To + gap);
}
