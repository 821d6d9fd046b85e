using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>
/// What a companion's browser is known by, for one visit alone: whoever accompanies two in a day has two. It is given with
/// the page that has the button, and counts from the press on: should the answer to the press be lost on its way, pressing
/// again is no second device.
/// </summary>
public sealed class CompanionCookie(IOptions<ClinicOptions> clinic)
{
    public string? Read(HttpContext context, Companion companion) => context.Request.Cookies[CookieOf(companion).Name!] is { Length: PublicId.Length } key ? key : null;

    /// <param name="life">Until the door shuts.</param>
    public void Give(HttpContext context, Companion companion, TimeSpan life)
    {
        var cookie = CookieOf(companion);
        var options = cookie.Build(context);
        options.MaxAge = life;
        context.Response.Cookies.Append(cookie.Name!, PublicId.New(), options);
    }

    private CookieBuilder CookieOf(Companion companion)
    {
        var cookie = new CookieBuilder { IsEssential = true };
        cookie.ForClinic(clinic.Value, $"companion-{companion.PublicId}");
        return cookie;
    }
}
