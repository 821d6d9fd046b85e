using System.Text.Json;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>Something short that one browser keeps for us, and that only we can read or write.</summary>
public sealed class BrowserNotes(IDataProtectionProvider protection, IOptions<ClinicOptions> clinic, TimeProvider clock)
{
    public void Leave<T>(HttpContext context, string name, T note, TimeSpan life)
        => CookieOf(context, name).Write(Protector(name).Protect(JsonSerializer.Serialize(new Dated<T>(clock.GetUtcNow().UtcDateTime + life, note))), life);

    /// <returns>Nothing when there is none, it is too old, or it is not ours.</returns>
    public T? Read<T>(HttpContext context, string name) where T : class
        => Protector(name).Open(CookieOf(context, name).Text) is { } text && JsonSerializer.Deserialize<Dated<T>>(text) is { } dated
            && dated.Until > clock.GetUtcNow().UtcDateTime ? dated.Note : null;

    public void Forget(HttpContext context, string name) => CookieOf(context, name).Forget();

    private ClinicCookie CookieOf(HttpContext context, string name) => new(context, clinic.Value, name);

    private IDataProtector Protector(string name) => protection.CreateProtector("ClinicaMV.BrowserNotes", name);

    private sealed record Dated<T>(DateTime Until, T Note);
}
