namespace ClinicaMV.Appointments;

/// <summary>When, how long and how: what is agreed when an appointment is booked or moved.</summary>
/// <param name="StartsAt">UTC.</param>
public sealed record PlannedHour(DateTime StartsAt, TimeSpan Length, Modality Modality)
{
    private const int YearsAhead = 2;

    public DateTime EndsAt => StartsAt + Length;

    public TimeSpent Span => new(StartsAt, EndsAt);

    /// <summary>What is wrong with it in itself; whether both people are free only the database can tell.</summary>
    public DiaryRefusal? FaultAt(DateTime now)
        => StartsAt > LastAt(now) ? DiaryRefusal.BeyondTheDiary
        : Length.TotalMinutes is < Appointment.MinMinutes or > Appointment.MaxMinutes ? DiaryRefusal.BadLength
        : !BookedSlot.IsOnMark(StartsAt) || !BookedSlot.IsOnMark(EndsAt) ? DiaryRefusal.NotOnTheMark
        : StartsAt < now ? DiaryRefusal.InThePast
        : null;

    /// <summary>Whether the diary has that instant at all.</summary>
    public static bool IsInTheDiary(DateTime at, DateTime now) => at >= now && at <= LastAt(now);

    private static DateTime LastAt(DateTime now) => now.AddYears(YearsAhead);
}
