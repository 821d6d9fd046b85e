using ClinicaMV.Accounts;

namespace ClinicaMV.People;

/// <summary>A person who treats patients. Shares its key with the account.</summary>
public sealed class Specialist
{
    private Specialist()
    {
    }

    public string Id { get; private set; } = null!;

    public ClinicUser Account { get; private set; } = null!;

    /// <summary>As the clinic calls it, e.g. "Dietista-nutricionista". Shown in the portal, never in mail.</summary>
    public string Speciality { get; set; } = "";

    public static Specialist With(ClinicUser account, string speciality)
        => new() { Id = account.Id, Account = account, Speciality = speciality };
}
