using ClinicaMV.Jitsi;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages.DemoJitsi;

/// <summary>The inside of the video frame, which a real Jitsi serves from its own host; without a token it shows nothing.</summary>
[AllowAnonymous]
[Allows(Allowance.DemoFrame), Redact]
public sealed class RoomModel : PageModel
{
    public IActionResult OnGet([FromServices] DemoServer? server) => server is null ? NotFound() : Page();
}
