namespace ClinicaMV.Appointments;

/// <summary>For whom free hours are looked for.</summary>
/// <param name="PatientId">Their other appointments are no free hours.</param>
/// <param name="Moving">Key of the appointment that is to get another hour: its present one is free for it.</param>
/// <param name="Length">Another than the specialist's.</param>
/// <param name="IsStaff">Staff give hours at shorter notice, and further ahead, than patients are offered.</param>
public readonly record struct Asker(string? PatientId, long? Moving = null, TimeSpan? Length = null, bool IsStaff = false)
{
    public static implicit operator Asker(string? patientId) => new(patientId);
}
