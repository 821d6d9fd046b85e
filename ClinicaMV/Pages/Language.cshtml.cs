using ClinicaMV.Accounts;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages;

/// <summary>The language switch: for this browser, and for the mail of whoever is signed in.</summary>
public sealed class LanguageModel(UserManager<ClinicUser> users) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("/Index");

    public async Task<IActionResult> OnPostAsync(string language, string? returnUrl)
    {
        if (!Languages.All.Contains(language))
            return BadRequest();

        Response.Cookies.Append(Languages.Cookie, language, new() { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, Secure = Request.IsHttps, SameSite = SameSiteMode.Lax, IsEssential = true });
        if (await users.GetUserAsync(User) is { } user && user.Language != language)
        {
            user.Language = language;
            await users.UpdateAsync(user);
        }

        return Url.IsOurs(returnUrl) ? LocalRedirect(returnUrl!) : RedirectToPage("/Index");
    }
}
