using ClinicaMV.Accounts;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages;

/// <summary>Signed out: what this is. Signed in: straight to what the person comes for.</summary>
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet() => User switch
    {
        { Identity.IsAuthenticated: not true } => Page(),
        _ when User.IsInRole(Roles.Specialist) => RedirectToPage("/Today"),
        _ => RedirectToPage("/Appointments/Index"),
    };
}
