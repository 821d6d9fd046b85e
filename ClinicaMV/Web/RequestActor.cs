using System.Security.Claims;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Visits;

namespace ClinicaMV.Web;

public static class RequestActor
{
    public static string? Id(this ClaimsPrincipal person) => person.FindFirstValue(ClaimTypes.NameIdentifier);

    public static string Email(this ClaimsPrincipal person) => person.FindFirstValue(ClaimTypes.Email) ?? "";

    public static string Name(this ClaimsPrincipal person) => person.FindFirstValue(ClaimTypes.GivenName) ?? "";

    /// <summary>Who is asking, for the record.</summary>
    public static Actor Actor(this HttpContext request)
    {
        var person = request.User;
        var address = request.Connection.RemoteIpAddress;
        var agent = FamilyOf(request.Request.Headers.UserAgent.ToString());
        return Roles.All.FirstOrDefault(person.IsInRole) is { } role
            ? new(person.Id(), role, address, agent)
            : Auditing.Actor.Anonymous(person.Id(), address, agent);
    }

    /// <summary>Whoever holds a companion's link or its browser, signed in or not.</summary>
    public static Actor CompanionActor(this HttpRequest request, Companion companion)
        => Auditing.Actor.Companion(companion.PublicId, request.HttpContext.Connection.RemoteIpAddress, FamilyOf(request.Headers.UserAgent.ToString()));

    // Of the words that browsers say about themselves the first that is true: most of them claim to be Safari and Chrome as well.
    private static string? FamilyOf(string agent) => agent.Length == 0 ? null
        : Families.FirstOrDefault(f => agent.Contains(f.Word, StringComparison.Ordinal)).Family ?? "Other";

    private static readonly (string Word, string Family)[] Families =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")];
}
