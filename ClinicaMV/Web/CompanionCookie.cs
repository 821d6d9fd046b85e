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
    public string? Read(HttpContext context, Companion companion) => CookieOf(context, companion).Text is { Length: PublicId.Length } key ? key : null;

    /// <param name="life">Until the door shuts.</param>
    public void Give(HttpContext context, Companion companion, TimeSpan life) => CookieOf(context, companion).Write(PublicId.New(), life);

    private ClinicCookie CookieOf(HttpContext context, Companion companion) => new(context, clinic.Value, $"companion-{companion.PublicId}");
}
