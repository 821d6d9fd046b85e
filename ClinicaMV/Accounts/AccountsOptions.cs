using ClinicaMV.Clinic;

namespace ClinicaMV.Accounts;

public sealed class AccountsOptions
{
    /// <summary>Whether specialists and administrators need a second step or a passkey before they see anything. The demo goes without.</summary>
    public bool StaffNeedSecondStep { get; init; } = true;

    public sealed class Validator(IHostEnvironment environment) : OptionsValidator<AccountsOptions>
    {
        protected override IEnumerable<string> FaultsOf(AccountsOptions o)
        {
            if (!o.StaffNeedSecondStep && !environment.IsDevelopment())
                yield return "Accounts:StaffNeedSecondStep can be false in Development only.";
        }
    }
}
