using System.Security.Cryptography;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Limits;

/// <summary>
/// The cookie by which a browser shows that somebody has signed in there before. It opens nothing: it only keeps strangers' guesses from
/// counting against the owner.
/// </summary>
public sealed class KnownBrowsers(IDataProtectionProvider protection, IOptions<ClinicOptions> clinic)
{
    private const int MostPeople = 4;
    private static readonly TimeSpan Life = TimeSpan.FromDays(180);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("ClinicaMV.KnownBrowsers").ToTimeLimitedDataProtector();

    /// <summary>A word of its own for the browser, if that person has signed in there before.</summary>
    public string? KeyOf(HttpContext request, string personId)
        => Read(request) is [var key, .. var people] && people.Contains(personId) ? key : null;

    /// <summary>To be called when somebody has signed in. A family's tablet remembers the last few.</summary>
    public void Remember(HttpContext request, string personId)
    {
        var (key, people) = Read(request) is [var known, .. var before] ? (known, before) : (PublicId.New(), []);
        string[] note = [key, personId, .. people.Where(p => p != personId).Take(MostPeople - 1)];
        var cookie = Cookie();
        cookie.MaxAge = Life;
        request.Response.Cookies.Append(cookie.Name!, protector.Protect(string.Join(' ', note), Life), cookie.Build(request));
    }

    private string[] Read(HttpContext request)
    {
        try
        {
            return request.Request.Cookies[Cookie().Name!] is { Length: > 0 } text ? protector.Unprotect(text).Split(' ') : [];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    private CookieBuilder Cookie()
    {
        var cookie = new CookieBuilder { IsEssential = true };
        cookie.ForClinic(clinic.Value, "browser");
        return cookie;
    }
}
