using System.Globalization;
using System.Security.Claims;
using ClinicaMV.Accounts.Sessions;

namespace ClinicaMV.Accounts;

/// <summary>What a request knows of its person. Made anew for every request from what the database says then; no cookie holds any of it.</summary>
public static class ClinicClaims
{
    private const string SessionClaim = "session";
    private const string ProvedAtClaim = "proved-at";
    private const string EnoughClaim = "proved-enough";

    /// <param name="isEnough">Whether the person has proven as much as their role asks for.</param>
    public static ClaimsPrincipal Of(Session session, (string Name, string Email) person, IReadOnlyList<string> roles, bool isEnough)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, session.PersonId),
            new(ClaimTypes.GivenName, person.Name),
            new(ClaimTypes.Email, person.Email),
            new(SessionClaim, session.Id),
            new(ProvedAtClaim, session.ProvedAt.Ticks.ToString(CultureInfo.InvariantCulture)),
            .. roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ];
        if (isEnough)
            claims.Add(new(EnoughClaim, ""));
        return new(new ClaimsIdentity(claims, SessionHandler.Scheme));
    }

    public static string? SessionId(this ClaimsPrincipal person) => person.FindFirstValue(SessionClaim);

    /// <summary>Whether the session may do more than set up the second step that the person's role asks for.</summary>
    public static bool HasProvenEnough(this ClaimsPrincipal person) => person.HasClaim(claim => claim.Type == EnoughClaim);

    /// <summary>When the person last showed in this session who they are, UTC.</summary>
    public static DateTime ProvedAt(this ClaimsPrincipal person)
        => person.FindFirstValue(ProvedAtClaim) is { } ticks ? new(long.Parse(ticks, CultureInfo.InvariantCulture), DateTimeKind.Utc) : DateTime.MinValue;
}
