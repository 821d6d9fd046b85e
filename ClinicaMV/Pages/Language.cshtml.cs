using ClinicaMV.Accounts;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages;

/// <summary>The language switch: for this browser, and for the mail of whoever is signed in.</summary>
public sealed class LanguageModel(UserManager<ClinicUser> users, ClinicDb db, IOptions<ClinicOptions> clinic) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("/Index");

    public async Task<IActionResult> OnPostAsync(string language, string? returnUrl)
    {
        if (!Languages.All.Contains(language))
            return BadRequest();

        new ClinicCookie(HttpContext, clinic.Value, Languages.Cookie).Write(language, TimeSpan.FromDays(365));
        if (await users.GetUserAsync(User) is { } user && user.Language != language)
        {
            user.Language = language;
            await db.SaveChangesAsync(HttpContext.RequestAborted);
        }

        return Url.IsPage(returnUrl) ? LocalRedirect(returnUrl!) : RedirectToPage("/Error");
    }
}
