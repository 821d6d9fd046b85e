using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>
/// The half-open span [<see cref="OpensAt"/>, <see cref="ClosesAt"/>) in which one participant may enter: every instant is
/// exactly one of early, open and late.
/// </summary>
public readonly record struct JoinWindow(DateTime OpensAt, DateTime ClosesAt)
{
    /// <summary>The longest that any settings allow.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(VisitsOptions.MostMinutes + Appointment.MaxMinutes + VisitsOptions.MostMinutes);

    /// <summary>Every window that any settings allow lies within it: it stays the same while they are changed.</summary>
    public static JoinWindow WidestOf(Appointment appointment)
        => new(appointment.StartsAt.AddMinutes(-VisitsOptions.MostMinutes), appointment.EndsAt.AddMinutes(VisitsOptions.MostMinutes));

    public static JoinWindow For(ParticipantRole role, Appointment appointment, VisitsOptions options)
    {
        var before = role == ParticipantRole.Specialist
            ? options.SpecialistOpensMinutesBefore
            : options.PatientOpensMinutesBefore;
        return new(appointment.StartsAt.AddMinutes(-before), appointment.EndsAt.AddMinutes(options.ClosesMinutesAfter));
    }

    public bool IsEarly(DateTime now) => now < OpensAt;

    public bool IsLate(DateTime now) => now >= ClosesAt;

    public bool Contains(DateTime now) => !IsEarly(now) && !IsLate(now);
}
