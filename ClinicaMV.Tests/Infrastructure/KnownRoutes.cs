using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Every route the application has, so that a test over all of them cannot forget a new one.</summary>
internal static class KnownRoutes
{
    public const string Id = "{id:length(26)}";

    /// <summary>Where a route's id is a patient's, or anybody's, or a specialist's, or a companion's; everywhere else it is an appointment's.</summary>
    private static readonly string[] OfPatients = ["Patients/", "Admin/Users/"];
    private static readonly string[] OfSpecialists = ["Hours/", "Today/Week/"];
    private const string OfCompanions = "Companion/";

    public static IEnumerable<RouteEndpoint> Routes(this TestClinic clinic)
        => clinic.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Static files, and what serves them in Development.</summary>
    public static bool IsAsset(this RouteEndpoint route)
        => route.RoutePattern.RawText == "{**path:file}" || route.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor");

    public static bool IsPage(this RouteEndpoint route) => route.Metadata.GetMetadata<PageActionDescriptor>() is not null;

    public static string Path(this RouteEndpoint route) => "/" + route.RoutePattern.RawText!.Trim('/');

    public static bool TakesCompanion(this RouteEndpoint route) => route.Path()[1..].StartsWith(OfCompanions, StringComparison.Ordinal);

    /// <summary>An address under that route, with those ids where they belong.</summary>
    public static string With(this RouteEndpoint route, string appointmentId, string patientId, string specialistId, string companionId) => route.Path()
        .Replace(Id, OfPatients.Any(route.Path()[1..].StartsWith) ? patientId : OfSpecialists.Any(route.Path()[1..].StartsWith) ? specialistId : route.TakesCompanion() ? companionId : appointmentId)
        .Replace("{**path}", "").Replace("{file}", "x.eml").Replace("{secret}", "nothing").Replace("{room}", "cita-x").Replace("{name}", "x").Replace("{sha256}", new string('0', 64))
        .Replace("{room:maxlength(200):regex(^[a-z0-9-]+$)}", "cita-x");
}
