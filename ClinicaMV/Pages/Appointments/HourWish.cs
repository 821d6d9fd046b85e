using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Pages.Appointments;

/// <summary>What the address of a form asks to be filled in: how a free hour that was chosen elsewhere gets into it without a script.</summary>
public sealed class HourWish
{
    public string? PatientId { get; set; }

    public string? SpecialistId { get; set; }

    /// <summary>See <see cref="ChosenInstant"/>.</summary>
    public string? At { get; set; }

    public int? Minutes { get; set; }

    public Modality? How { get; set; }

    public ChangeReason? Reason { get; set; }

    public void Fill(HourInput hour, ClinicTime time)
    {
        if (ChosenInstant.Read(At) is { } at && PlannedHour.IsInTheDiary(at, time.UtcNow))
            hour.StartAt(at, time);
        hour.Minutes = Minutes ?? hour.Minutes;
        hour.Modality = How ?? hour.Modality;
    }
}
