using ClinicaMV.Clinic;

namespace ClinicaMV.Web;

/// <summary>A cookie of our own in the browser that asks.</summary>
public sealed class ClinicCookie
{
    private readonly HttpContext context;
    private readonly CookieBuilder cookie = new() { IsEssential = true };

    public ClinicCookie(HttpContext context, ClinicOptions clinic, string name)
    {
        this.context = context;
        cookie.ForClinic(clinic, name);
    }

    public string? Text => context.Request.Cookies[cookie.Name!] is { Length: > 0 } text ? text : null;

    /// <param name="life">Without one, for as long as the browser is open.</param>
    public void Write(string text, TimeSpan? life)
    {
        var options = cookie.Build(context);
        options.MaxAge = life;
        context.Response.Cookies.Append(cookie.Name!, text, options);
    }

    public void Forget() => context.Response.Cookies.Delete(cookie.Name!, cookie.Build(context));
}
