using System.Security.Cryptography;
using System.Text.Json;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>Something short that one browser keeps for us between two steps of signing in, and that only we can read or write.</summary>
public sealed class BrowserNotes(IDataProtectionProvider protection, IOptions<ClinicOptions> clinic, TimeProvider clock)
{
    public void Leave<T>(HttpContext context, string name, T note, TimeSpan life)
    {
        var (cookie, options) = Cookie(context, name);
        options.MaxAge = life;
        var text = JsonSerializer.Serialize(new Dated<T>(clock.GetUtcNow().UtcDateTime + life, note));
        context.Response.Cookies.Append(cookie, Protector(name).Protect(text), options);
    }

    /// <returns>Nothing when there is none, it is too old, or it is not ours.</returns>
    public T? Read<T>(HttpContext context, string name) where T : class
    {
        try
        {
            return context.Request.Cookies[Cookie(context, name).Name] is { Length: > 0 } text
                && JsonSerializer.Deserialize<Dated<T>>(Protector(name).Unprotect(text)) is { } dated
                && dated.Until > clock.GetUtcNow().UtcDateTime ? dated.Note : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Forget(HttpContext context, string name)
    {
        var (cookie, options) = Cookie(context, name);
        context.Response.Cookies.Delete(cookie, options);
    }

    private (string Name, CookieOptions Options) Cookie(HttpContext context, string name)
    {
        var cookie = new CookieBuilder { IsEssential = true };
        cookie.ForClinic(clinic.Value, name);
        return (cookie.Name!, cookie.Build(context));
    }

    private IDataProtector Protector(string name) => protection.CreateProtector("ClinicaMV.BrowserNotes", name);

    private sealed record Dated<T>(DateTime Until, T Note);
}
