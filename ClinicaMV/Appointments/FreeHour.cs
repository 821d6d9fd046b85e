using ClinicaMV.People;

namespace ClinicaMV.Appointments;

/// <summary>An hour that a patient can still have.</summary>
/// <param name="StartsAt">UTC.</param>
public sealed record FreeHour(Specialist Specialist, DateTime StartsAt)
{
    public TimeSpan Length => TimeSpan.FromMinutes(Specialist.AppointmentMinutes);

    public DateTime EndsAt => StartsAt + Length;
}
