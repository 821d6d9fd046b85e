using ClinicaMV.Clinic;

namespace ClinicaMV.Web;

public static class ClinicCookies
{
    public static string CookieName(this ClinicOptions clinic, string name) => clinic.IsSecure ? $"__Host-{name}" : name;

    /// <summary>
    /// On https: <c>__Host-</c>, hence Secure, without a domain and for the whole site. Lax, not Strict: a person who comes
    /// from a mail link is signed in, and a form open in another tab still works.
    /// </summary>
    public static void ForClinic(this CookieBuilder cookie, ClinicOptions clinic, string name)
    {
        cookie.Name = clinic.CookieName(name);
        cookie.SecurePolicy = clinic.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.Path = "/";
    }
}
