using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>Signing out is a press on a button; the address alone asks whether that is meant.</summary>
[ClearsSiteData]
public sealed class LogoutModel(SignInManager<ClinicUser> signIns, AuditTrail trail, ClinicDb db) : PageModel
{
    /// <param name="returnUrl">Where somebody wanted to go who signs out to come back as another.</param>
    public async Task<IActionResult> OnPostAsync(string? returnUrl)
    {
        if (User.Identity?.IsAuthenticated == true)
        {
            trail.Allowed(AuditKind.SignOut, HttpContext.Actor());
            await db.SaveChangesAsync();
        }

        await signIns.SignOutAsync();
        return Url.IsOurs(returnUrl) ? RedirectToPage("Login", new { returnUrl }) : RedirectToPage("/Index", new { area = "" });
    }
}
