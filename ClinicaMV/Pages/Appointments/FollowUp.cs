using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Pages.Appointments;

/// <summary>The next appointment, offered at the end of one: at the same hour by the clock, some weeks later.</summary>
public static class FollowUp
{
    private static readonly int[] Weeks = [1, 2, 4];

    /// <summary>Those weeks after the appointment whose hour is still to come; long afterwards, when there is none, after today. Nothing for a disabled patient.</summary>
    public static IReadOnlyList<(int Weeks, DateTime At)> After(Appointment appointment, ClinicTime time)
    {
        if (appointment.Patient.Account.IsDisabled)
            return [];

        var coming = From(appointment.StartsAt, time);
        var daysSince = time.Today.DayNumber - time.DayAt(appointment.StartsAt).DayNumber;
        return coming.Count > 0 ? coming : From(time.SameHourAfter(appointment.StartsAt, daysSince), time);
    }

    private static List<(int, DateTime)> From(DateTime start, ClinicTime time)
        => [.. Weeks.Select(weeks => (weeks, At: time.SameHourAfter(start, 7 * weeks))).Where(offer => offer.At > time.UtcNow)];
}
