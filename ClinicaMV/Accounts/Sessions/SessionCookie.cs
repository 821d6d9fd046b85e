using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts.Sessions;

/// <summary>The key of a session in its browser, for as long as the browser is open, or on a device of one's own until the session ends.</summary>
public sealed class SessionCookie(IOptions<ClinicOptions> clinic)
{
    public string? Read(HttpContext context) => In(context).Text;

    public void Write(HttpContext context, string key, bool isKept) => In(context).Write(key, isKept ? SessionLife.OnOwnDevice.Most : null);

    public void Forget(HttpContext context) => In(context).Forget();

    private ClinicCookie In(HttpContext context) => new(context, clinic.Value, "session");
}
