namespace ClinicaMV.Appointments;

/// <summary>How a specialist offers hours to patients.</summary>
/// <param name="AppointmentMinutes">5 to 240, in steps of five.</param>
/// <param name="GapMinutes">Kept free after each appointment: 0 to 120, in steps of five.</param>
/// <param name="NoticeHours">No hour that begins earlier than this from now.</param>
/// <param name="BookableDays">No day later than this from today.</param>
public sealed record OfferedTerms(int AppointmentMinutes = 45, int GapMinutes = 0, int NoticeHours = 2, int BookableDays = 60);
