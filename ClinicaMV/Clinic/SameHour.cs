namespace ClinicaMV.Clinic;

/// <summary>When the clocks go back they show an hour twice: first by summer time, then by winter time.</summary>
public enum SameHour
{
    First,
    Second,
}
