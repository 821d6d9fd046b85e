using ClinicaMV.Clinic;
using ClinicaMV.People;

namespace ClinicaMV.Appointments;

/// <summary>When a specialist works: the hours of the week and the extra ones of a date, less absences and the days on which the clinic is closed.</summary>
public sealed class SpecialistHours(Specialist specialist, IReadOnlySet<DateOnly> closedDays, ClinicTime time)
{
    public Specialist Specialist { get; } = specialist;

    /// <summary>Without hours staff can have any at which the specialist is not away and the clinic not closed, and patients are offered none.</summary>
    public bool AreKept => Specialist.Hours.Count > 0;

    /// <summary>The spans in which the day's appointments begin and end; absences of some hours still lie inside them.</summary>
    public IEnumerable<LocalSpan> SpansOn(DateOnly day)
        => closedDays.Contains(day) ? [] : LocalSpan.Joined(Specialist.Hours.Where(h => h.IsOn(day)).Select(h => h.Span));

    public bool IsAwayAt(TimeSpent hour) => Specialist.Absences.Any(a => a.Overlaps(hour, time));

    /// <summary>Why no appointment can be held at that hour, whoever asks for it; absences and closed days count also without hours.</summary>
    public DiaryRefusal? ClashOf(TimeSpent hour)
        => IsClosedAt(hour) ? DiaryRefusal.ClinicClosed
        : IsAwayAt(hour) ? DiaryRefusal.SpecialistAway
        : AreKept && !Covers(hour) ? DiaryRefusal.OutsideHours
        : null;

    /// <summary>Why a patient cannot have an hour that staff could still give.</summary>
    public DiaryRefusal? FaultForPatient(DateTime startsAt, DateTime now)
        => !AreKept ? DiaryRefusal.OutsideHours
        : startsAt < now.AddHours(Specialist.NoticeHours) ? DiaryRefusal.TooSoon
        : time.DayAt(startsAt) > time.DayAt(now).AddDays(Specialist.BookableDays) ? DiaryRefusal.TooFar
        : null;

    private bool IsClosedAt(TimeSpent hour)
    {
        for (var day = time.DayAt(hour.From); day <= time.DayAt(hour.To); day = day.AddDays(1))
        {
            if (closedDays.Contains(day) && time.InstantsOf(day, LocalSpan.WholeDay).Overlaps(hour))
                return true;
        }

        return false;
    }

    // Spans that touch, as at midnight, are one.
    private bool Covers(TimeSpent hour)
    {
        var covered = hour.From;
        for (var day = time.DayAt(hour.From); day <= time.DayAt(hour.To); day = day.AddDays(1))
        {
            foreach (var span in SpansOn(day).Select(s => time.InstantsOf(day, s)))
                covered = span.From <= covered && covered < span.To ? span.To : covered;
        }

        return covered >= hour.To;
    }
}
