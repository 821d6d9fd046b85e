using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Data;

namespace ClinicaMV.Pages.Account;

/// <summary>Everything about one's own account, each on a page of its own.</summary>
public sealed class IndexModel(Passkeys passkeys, SessionKeeper sessions, ClinicDb db) : OwnPage(db)
{
    public int Passkeys { get; private set; }

    public int Devices { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Passkeys = (await passkeys.OfAsync(Me)).Count;
        Devices = (await sessions.OfAsync(Me.Id, cancel)).Count;
    }
}
