using ClinicaMV.Accounts;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>A step of signing in. After the last one everybody is where they wanted to go: where the link in the mail pointed.</summary>
public abstract class SignInPage(Entrance entrance) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Where the person wanted to go, if it is one of our pages.</summary>
    public string Next => Url.IsOurs(ReturnUrl) ? ReturnUrl! : "/";

    protected Entrance Entrance => entrance;

    protected async Task<IActionResult> GoOnAsync(ClinicUser person, bool isRemembered, Proof proof)
        => await entrance.AfterFirstStepAsync(HttpContext, person, isRemembered, proof) == Admission.Inside ? Inside() : RedirectToPage("SecondStep", new { ReturnUrl });

    protected IActionResult Inside() => LocalRedirect(Next);

    protected PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
