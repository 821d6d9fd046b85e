namespace ClinicaMV.Accounts;

public static class Roles
{
    public const string Patient = nameof(Patient);
    public const string Specialist = nameof(Specialist);
    public const string Administrator = nameof(Administrator);

    public static readonly IReadOnlyList<string> All = [Patient, Specialist, Administrator];

    /// <summary>Whoever sees the data of others.</summary>
    public static bool AreStaff(string role) => role is Specialist or Administrator;
}
