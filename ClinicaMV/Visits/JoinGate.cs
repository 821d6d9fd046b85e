using ClinicaMV.Appointments;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Visits;

/// <summary>
/// The one place that decides who may enter a visit now. Pure: no clock, no database, no request. An administrator who is
/// not in the appointment is a stranger to it, and so is a participant who has been disabled.
/// </summary>
public sealed class JoinGate(IOptions<VisitsOptions> options)
{
    public JoinDecision Decide(string? personId, Appointment appointment, DateTime now)
    {
        if (appointment.RoleOf(personId) is not { } role || appointment.AccountOf(role).IsDisabled)
            return new(JoinOutcome.NotParticipant);

        var window = WindowOf(role, appointment);
        return new(OutcomeOf(appointment, window, now), role, window);
    }

    /// <summary>Whether a companion who has a link may come to the door: in the patient's window, as long as they are invited and neither of the two is disabled.</summary>
    /// <param name="companion">With their visit and its people.</param>
    public JoinDecision Decide(Companion companion, DateTime now)
    {
        if (!companion.IsExpected)
            return new(JoinOutcome.NotParticipant);

        var window = WindowOf(ParticipantRole.Companion, companion.Appointment);
        return new(OutcomeOf(companion.Appointment, window, now), ParticipantRole.Companion, window);
    }

    /// <summary>Whether nobody can come any more, to the room or to the clinic: the hour and what is added to it have passed, or it has been ended, marked or cancelled before.</summary>
    public bool HasClosed(Appointment appointment, DateTime now)
        => appointment.Status != AppointmentStatus.Booked || WindowOf(ParticipantRole.Patient, appointment).IsLate(now);

    /// <summary>How it stands with an appointment for whoever reads that: its status; and <c>Past</c> for the patient, for whom nothing is pending any more although staff still have to say how it went.</summary>
    /// <returns>A code of <c>Status.*</c>.</returns>
    public string StatusFor(string? personId, Appointment appointment, DateTime now)
        => appointment.Status == AppointmentStatus.Booked && appointment.RoleOf(personId) == ParticipantRole.Patient && HasClosed(appointment, now) ? "Past" : appointment.Status.ToString();

    /// <summary>What ended then, or before, has its door closed now.</summary>
    public DateTime LastClosed(DateTime now) => now.AddMinutes(-options.Value.ClosesMinutesAfter);

    /// <summary>From then on nobody can come any more to what ends at that instant.</summary>
    public DateTime ClosesAfter(DateTime end) => end.AddMinutes(options.Value.ClosesMinutesAfter);

    public JoinWindow WindowOf(ParticipantRole role, Appointment appointment)
        => JoinWindow.For(role, appointment, options.Value);

    /// <summary>Whether an entered person has to wait until the specialist has opened the room.</summary>
    public bool MustWait(Appointment appointment, ParticipantRole role)
        => role == ParticipantRole.Patient && options.Value.PatientWaitsForSpecialist && appointment.Visit.RoomOpenedAt is null;

    /// <summary>A companion always waits until the specialist has let them in, and until there is a room.</summary>
    public static bool MustWait(Companion companion) => !companion.IsAdmitted || companion.Appointment.Visit.RoomOpenedAt is null;

    private static JoinOutcome OutcomeOf(Appointment appointment, JoinWindow window, DateTime now) => appointment switch
    {
        { Status: AppointmentStatus.Cancelled } => JoinOutcome.Cancelled,
        { Status: AppointmentStatus.Completed } => JoinOutcome.Completed,
        { Status: AppointmentStatus.NoShow } => JoinOutcome.NoShow,
        { Modality: not Modality.Video } => JoinOutcome.NotVideo,
        _ when window.IsEarly(now) => JoinOutcome.TooEarly,
        _ when window.IsLate(now) => JoinOutcome.TooLate,
        _ => JoinOutcome.Open,
    };
}
