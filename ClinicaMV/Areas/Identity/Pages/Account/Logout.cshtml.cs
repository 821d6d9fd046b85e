using ClinicaMV.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>Signing out is a press on a button; the address alone asks whether that is meant.</summary>
public sealed class LogoutModel(Entrance entrance) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await entrance.LeaveAsync(HttpContext);
        return RedirectToPage("/Index", new { area = "" });
    }
}
