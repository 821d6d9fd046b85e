using ClinicaMV.Appointments;
using ClinicaMV.Visits;

namespace ClinicaMV.Pages;

/// <summary>The companions at the door of a visit and those who are in, beside the video.</summary>
public sealed record CompanionsHere(Appointment Appointment, IReadOnlyList<Companion> Companions);
