namespace ClinicaMV.Visits;

/// <summary>Who was in the room of a visit, as far as it can be known. The texts are <c>WhoCame.{name}</c>.</summary>
public enum WhoCame
{
    /// <summary>The video server has not said enough.</summary>
    Unknown,
    Both,
    PatientMissing,
    SpecialistMissing,
    Nobody,
}
