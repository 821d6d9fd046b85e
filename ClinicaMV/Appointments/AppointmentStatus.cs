namespace ClinicaMV.Appointments;

/// <summary>FHIR Appointment.status: booked, fulfilled, cancelled, noshow.</summary>
public enum AppointmentStatus
{
    Booked,
    Completed,
    Cancelled,
    NoShow,
}
