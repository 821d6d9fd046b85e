using ClinicaMV.Accounts;

namespace ClinicaMV.People;

/// <summary>A person whom the clinic treats. Shares its key with the account: one human being, one diary, whatever the roles.</summary>
public sealed class Patient
{
    private Patient()
    {
    }

    public string Id { get; private set; } = null!;

    public ClinicUser Account { get; private set; } = null!;

    public static Patient With(ClinicUser account) => new() { Id = account.Id, Account = account };
}
