using ClinicaMV.Clinic;

namespace ClinicaMV.Accounts;

public sealed class AccountsOptions
{
    [Option("specialists and administrators need an authenticator app or a passkey; false in Development only, as in the demo")]
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
