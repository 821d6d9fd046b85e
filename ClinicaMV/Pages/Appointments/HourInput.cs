using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Pages.Appointments;

/// <summary>An hour as people type it: in the clinic's own time.</summary>
public sealed class HourInput
{
    [Required(ErrorMessage = "Field.Required")]
    public DateOnly? Date { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public TimeOnly? Time { get; set; }

    [Range(Appointment.MinMinutes, Appointment.MaxMinutes, ErrorMessage = "Diary.BadLength")]
    public int Minutes { get; set; }

    public Modality Modality { get; set; }

    /// <summary>Nothing for a length that no appointment can have.</summary>
    public TimeSpan? Length => Minutes is >= Appointment.MinMinutes and <= Appointment.MaxMinutes ? TimeSpan.FromMinutes(Minutes) : null;

    /// <summary>The day from which free hours are looked for: the one in the form, if the diary has it.</summary>
    public DateOnly DayOn(ClinicTime time) => Date is { } day && PlannedHour.IsInTheDiary(time.DayOf(day).To, time.UtcNow) ? day : time.Today;

    /// <summary>The instant that is asked for; nothing while day or hour is missing, or for one that the diary does not have.</summary>
    public DateTime? StartsAt(ClinicTime time)
        => Date is { } day && Time is { } hour && time.ToUtc(day.ToDateTime(hour)) is { } at && PlannedHour.IsInTheDiary(at, time.UtcNow) ? at : null;

    /// <param name="present">The instant so far: of an hour that happens twice, what is left as it was stays the one it was.</param>
    /// <returns><see langword="null"/> for an hour that the change of clocks leaves out.</returns>
    public PlannedHour? ToPlan(ClinicTime time, DateTime? present = null)
    {
        var typed = Date!.Value.ToDateTime(Time!.Value);
        var start = present is { } kept && time.ToLocal(kept) == typed ? kept : time.ToUtc(typed);
        return start is { } at ? new(at, TimeSpan.FromMinutes(Minutes), Modality) : null;
    }

    public static HourInput Of(Appointment appointment, ClinicTime time)
    {
        var hour = new HourInput { Minutes = (int)appointment.Length.TotalMinutes, Modality = appointment.Modality };
        hour.StartAt(appointment.StartsAt, time);
        return hour;
    }

    public void StartAt(DateTime at, ClinicTime time)
    {
        var local = time.ToLocal(at);
        (Date, Time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }
}
