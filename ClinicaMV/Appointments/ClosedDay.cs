namespace ClinicaMV.Appointments;

/// <summary>A day on which the clinic sees nobody.</summary>
public sealed class ClosedDay
{
    public required DateOnly Day { get; init; }
}
