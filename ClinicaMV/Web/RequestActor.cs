using System.Security.Claims;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;

namespace ClinicaMV.Web;

public static class RequestActor
{
    public static string? Id(this ClaimsPrincipal person) => person.FindFirstValue(ClaimTypes.NameIdentifier);

    public static string Name(this ClaimsPrincipal person) => person.FindFirstValue(ClaimTypes.GivenName) ?? "";

    /// <summary>Who is asking, for the record.</summary>
    public static Actor Actor(this HttpContext request)
    {
        var person = request.User;
        var address = request.Connection.RemoteIpAddress;
        return Roles.All.FirstOrDefault(person.IsInRole) is { } role
            ? new(person.Id(), role, address)
            : Auditing.Actor.Anonymous(person.Id(), address);
    }
}
