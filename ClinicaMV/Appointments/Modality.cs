namespace ClinicaMV.Appointments;

public enum Modality
{
    Video,
    InPerson,
}
