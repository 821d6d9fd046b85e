using ClinicaMV.Clinic;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>The reader's language: chosen by the switch at the foot of the page, else the browser's, else the clinic's.</summary>
public static class Languages
{
    public const string Cookie = "lang";
    public static readonly IReadOnlyList<string> All = ["es", "en"];

    public static void AddLanguages(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddOptions<RequestLocalizationOptions>().Configure<IOptions<ClinicOptions>>((localization, clinic) =>
        {
            var cultures = All.Select(ClinicTime.CultureOf).ToList();
            localization.DefaultRequestCulture = new(ClinicTime.CultureOf(clinic.Value.Culture));
            localization.SupportedCultures = localization.SupportedUICultures = cultures;
            localization.RequestCultureProviders = [new ChosenLanguage(clinic), new AcceptedLanguage()];
            localization.ApplyCurrentCultureToResponseHeaders = true;
        });
    }

    private static ProviderCultureResult? Culture(string? language)
        => language is not null && All.Contains(language) ? new(ClinicTime.CultureOf(language).Name) : null;

    private sealed class ChosenLanguage(IOptions<ClinicOptions> clinic) : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext context)
            => Task.FromResult(Culture(context.Request.Cookies[clinic.Value.CookieName(Cookie)]));
    }

    // "en-US" and "en" are the same to us, which ASP.NET Core's own provider does not know of sibling cultures.
    private sealed class AcceptedLanguage : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext context)
            => Task.FromResult(context.Request.GetTypedHeaders().AcceptLanguage
                .OrderByDescending(l => l.Quality ?? 1)
                .Select(l => Culture(l.Value.Value?.Split('-')[0].ToLowerInvariant()))
                .FirstOrDefault(c => c is not null));
    }
}
