using System.Globalization;
using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>The web app manifest (W3C), so that the portal on a phone's home screen has the clinic's name and colour. No service worker: nothing of a visit is kept on the device.</summary>
public static class Manifest
{
    public const string Path = "/manifest.webmanifest";

    public static void MapManifest(this WebApplication app)
        => app.MapGet(Path, (HttpContext context, IOptions<ClinicOptions> clinic) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return Results.Json(new
            {
                name = clinic.Value.Name,
                short_name = clinic.Value.Name,
                lang = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                start_url = "/",
                scope = "/",
                // Not standalone: whoever is asked for the camera shall see where they are.
                display = "minimal-ui",
                theme_color = ThemeStyle.ColourOf(clinic.Value),
                background_color = "#f8f6f1",
                icons = new[] { Icon(192, "any"), Icon(512, "any"), Icon(512, "maskable") },
            }, contentType: "application/manifest+json");
        }).AllowAnonymous();

    private static object Icon(int size, string purpose) => new
    {
        src = $"/img/icon-{(purpose == "any" ? "" : purpose + "-")}{size}.png",
        sizes = $"{size}x{size}",
        type = "image/png",
        purpose,
    };
}
