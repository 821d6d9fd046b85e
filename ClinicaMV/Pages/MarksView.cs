using ClinicaMV.Appointments;

namespace ClinicaMV.Pages;

/// <summary>What an appointment can be marked as, by buttons.</summary>
/// <param name="PatientWasThere">As the video server reports: a patient who came is no no-show, and nothing offers it.</param>
public sealed record MarksView(Appointment Appointment, bool PatientWasThere)
{
    public IEnumerable<AppointmentStatus> At(DateTime now) => Appointment.MarksAt(now).Where(mark => !IsRuledOut(mark));

    /// <summary>A mark would shut the door on a visit that may still go on, for both and for ever: that is asked once.</summary>
    public bool EndsVisit(DateTime now) => Appointment is { Modality: Modality.Video, Status: AppointmentStatus.Booked } && now < Appointment.EndsAt;

    public bool RulesOutNoShow(DateTime now) => Appointment.MarksAt(now).Any(IsRuledOut);

    private bool IsRuledOut(AppointmentStatus mark) => PatientWasThere && mark == AppointmentStatus.NoShow;
}
