using ClinicaMV.People;

namespace ClinicaMV.Appointments;

/// <summary>An hour that can still be had.</summary>
/// <param name="StartsAt">UTC.</param>
public sealed record FreeHour(Specialist Specialist, DateTime StartsAt)
{
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(Specialist.AppointmentMinutes);

    public DateTime EndsAt => StartsAt + Length;
}
