using ClinicaMV.Clinic;

namespace ClinicaMV.Appointments;

/// <summary>Days on which a specialist is away, both ends included; with hours, only between those on each of the days.</summary>
public sealed class Absence
{
    public long Id { get; private set; }

    public string SpecialistId { get; private set; } = null!;

    public required DateOnly From { get; init; }

    public required DateOnly To { get; init; }

    public TimeOnly? FromHour { get; init; }

    /// <summary>Midnight means the end of the day.</summary>
    public TimeOnly? ToHour { get; init; }

    public LocalSpan Span => FromHour is { } from && ToHour is { } to ? new(from, to) : LocalSpan.WholeDay;

    /// <summary>For the record: ISO 8601, first and last day.</summary>
    public string Dates => $"{From:O}/{To:O}";

    public bool Covers(DateOnly day) => From <= day && day <= To;

    public bool Overlaps(TimeSpent hour, ClinicTime time)
    {
        for (var day = time.DayAt(hour.From); day <= time.DayAt(hour.To); day = day.AddDays(1))
        {
            if (Covers(day) && time.InstantsOf(day, Span).Overlaps(hour))
                return true;
        }

        return false;
    }
}
