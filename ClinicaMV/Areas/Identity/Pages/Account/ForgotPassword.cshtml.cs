using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Limits;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>Asks for a link; the answer is the same whether the address is known or not.</summary>
public sealed class ForgotPasswordModel(AccountRequests requests, MailBrakes brakes, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>For whoever would rather have a code and be there at once.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [TempData]
    public bool Asked { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        if (await brakes.TakeAsync(HttpContext.CallerNetworkOf(), cancel) is var wait && wait > TimeSpan.Zero)
            return this.TooMany(wait, text);

        await requests.AskAsync(AccountRequestKind.PasswordReset, Input.Email!.Trim(), HttpContext.Connection.RemoteIpAddress, cancel);
        Asked = true;
        return RedirectToPage();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), MailAddress]
        public string? Email { get; set; }
    }
}
