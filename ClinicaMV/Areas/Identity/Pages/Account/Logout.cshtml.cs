using ClinicaMV.Accounts;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>Signing out is a press on a button; the address alone asks whether that is meant.</summary>
[ClearsSiteData]
public sealed class LogoutModel(Entrance entrance) : PageModel
{
    /// <summary>Whoever has been signed out already, in another tab for instance, has nothing to be asked.</summary>
    public IActionResult OnGet(string? returnUrl) => User.Id() is null ? Onwards(returnUrl) : Page();

    /// <param name="returnUrl">Where somebody wanted to go who signs out to come back as another.</param>
    public async Task<IActionResult> OnPostAsync(string? returnUrl)
    {
        await entrance.LeaveAsync(HttpContext);
        return Onwards(returnUrl);
    }

    private RedirectToPageResult Onwards(string? returnUrl)
        => Url.IsOurs(returnUrl) ? RedirectToPage("Login", new { returnUrl }) : RedirectToPage("/Index", new { area = "" });
}
