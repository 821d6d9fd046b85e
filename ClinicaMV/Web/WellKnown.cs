using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>Where programs look on every site: for the page on which one changes one's password (W3C), and for whom to tell of a weakness (RFC 9116).</summary>
public static class WellKnown
{
    // The RFC wants less than a year.
    private const int SecurityTextDays = 180;

    public static void MapWellKnown(this WebApplication app)
    {
        app.MapGet("/.well-known/change-password", () => Results.Redirect("/Account/Password")).AllowAnonymous();
        app.MapGet("/.well-known/security.txt", SecurityText).AllowAnonymous();
    }

    // Who can be told is whoever answers the clinic's mail. Without an address there is nobody.
    private static IResult SecurityText(IOptions<ClinicOptions> clinic, TimeProvider clock) => clinic.Value.Email.Length == 0 ? Results.NotFound() : Results.Text($"""
        Contact: mailto:{Uri.EscapeDataString(clinic.Value.Email).Replace("%40", "@", StringComparison.Ordinal)}
        Expires: {clock.GetUtcNow().Date.AddDays(SecurityTextDays):yyyy-MM-dd}T00:00:00Z
        Preferred-Languages: es, en
        Canonical: {new Uri(clinic.Value.PublicUrl!, "/.well-known/security.txt")}

        """);
}
