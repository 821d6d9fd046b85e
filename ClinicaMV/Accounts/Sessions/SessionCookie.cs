using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts.Sessions;

/// <summary>The key of a session in its browser, for as long as the browser is open, or on a device of one's own until the session ends.</summary>
public sealed class SessionCookie(IOptions<ClinicOptions> clinic)
{
    private CookieBuilder Cookie
    {
        get
        {
            var cookie = new CookieBuilder { IsEssential = true };
            cookie.ForClinic(clinic.Value, "session");
            return cookie;
        }
    }

    public string? Read(HttpContext context) => context.Request.Cookies[Cookie.Name!] is { Length: > 0 } key ? key : null;

    public void Write(HttpContext context, string key, bool isKept)
    {
        var options = Cookie.Build(context);
        options.MaxAge = isKept ? SessionLife.OnOwnDevice.Most : null;
        context.Response.Cookies.Append(Cookie.Name!, key, options);
    }

    public void Forget(HttpContext context) => context.Response.Cookies.Delete(Cookie.Name!, Cookie.Build(context));
}
