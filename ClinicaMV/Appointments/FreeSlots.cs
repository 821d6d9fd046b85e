using ClinicaMV.Clinic;

namespace ClinicaMV.Appointments;

/// <summary>
/// The hours that one specialist can still offer. They stand on a grid by the clinic's clock: from the start of each span, one
/// appointment and its gap after the other. An hour that the clocks leave out is no hour, one that happens twice is its first.
/// </summary>
/// <param name="specialistBusy">With the specialist's gap.</param>
/// <param name="patientBusy">Where the patient who asks is already expected.</param>
public sealed class FreeSlots(SpecialistHours hours, BusyHours specialistBusy, BusyHours patientBusy, ClinicTime time, DateTime now)
{
    private readonly TimeSpan gap = TimeSpan.FromMinutes(hours.Specialist.GapMinutes);

    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(hours.Specialist.AppointmentMinutes);

    /// <summary>Staff need no notice and look as far ahead as they like.</summary>
    public bool ForStaff { get; init; }

    /// <summary>The free starts of a local day, UTC, in their order.</summary>
    public IEnumerable<DateTime> On(DateOnly day)
        => hours.SpansOn(day).SelectMany(span => GridOf(day, span)).Where(start => IsFree(day, start));

    private IEnumerable<DateTime> GridOf(DateOnly day, LocalSpan span)
    {
        var end = time.InstantsOf(day, span).To;
        for (var local = OnMark(span.StartOn(day)); local < span.EndOn(day); local += Length + gap)
        {
            if (time.ToUtc(local) is { } start && start + Length <= end)
                yield return start;
        }
    }

    // What the grid has ends inside its span, and so on its day.
    private bool IsFree(DateOnly day, DateTime start)
    {
        var wanted = new TimeSpent(start, start + Length);
        return (ForStaff ? start >= now : hours.FaultForPatient(start, now) is null)
            && !hours.IsAwayAt(wanted)
            && !specialistBusy.Overlap(day, wanted)
            && !patientBusy.Overlap(day, wanted);
    }

    private static DateTime OnMark(DateTime local)
    {
        var step = TimeSpan.FromMinutes(BookedSlot.Minutes).Ticks;
        return new(checked((local.Ticks + step - 1) / step * step));
    }
}
