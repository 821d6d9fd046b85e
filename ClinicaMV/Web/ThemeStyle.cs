using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>The clinic's colour as a style sheet of our own: no page may have a style inline. clinic.css makes every tone from it.</summary>
public static class ThemeStyle
{
    private const string Path = "/theme.css";

    /// <summary>Another colour is another address, so that it can be kept for ever; nothing when it is the one of clinic.css.</summary>
    public static string? Address(ClinicOptions clinic) => ColourOf(clinic) is var colour && colour == Colour.Default ? null : $"{Path}?v={colour[1..]}";

    public static void MapThemeStyle(this WebApplication app)
        => app.MapGet(Path, (HttpContext context, IOptions<ClinicOptions> clinic, string? v) =>
        {
            var colour = ColourOf(clinic.Value);
            // Whoever asks for yesterday's colour gets today's, and must ask again.
            context.Response.Headers.CacheControl = v == colour[1..] ? "public, max-age=31536000, immutable" : "no-cache";
            return Results.Text($":root {{ --clinic-colour: {colour}; }}\n", "text/css");
        }).AllowAnonymous();

    public static string ColourOf(ClinicOptions clinic) => Colour.Parse(clinic.ThemeColour)?.ToString() ?? Colour.Default;
}
