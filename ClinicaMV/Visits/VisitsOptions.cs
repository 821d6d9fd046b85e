using System.ComponentModel.DataAnnotations;

namespace ClinicaMV.Visits;

/// <summary>When the door of a visit is open (section <c>Visits</c>). All in minutes.</summary>
public sealed class VisitsOptions
{
    [Range(0, 240, ErrorMessage = "Visits:PatientOpensMinutesBefore must lie between 0 and 240.")]
    public int PatientOpensMinutesBefore { get; set; } = 10;

    [Range(0, 240, ErrorMessage = "Visits:SpecialistOpensMinutesBefore must lie between 0 and 240.")]
    public int SpecialistOpensMinutesBefore { get; set; } = 30;

    [Range(0, 240, ErrorMessage = "Visits:ClosesMinutesAfter must lie between 0 and 240.")]
    public int ClosesMinutesAfter { get; set; } = 15;

    /// <summary>The patient gets a room only after the specialist has opened it.</summary>
    public bool PatientWaitsForSpecialist { get; set; } = true;
}
