using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Areas.Identity.Pages.Account;

public sealed class LoginModel(PasswordSignIn signIn, DemoClinic demo, IOptions<ClinicOptions> clinic, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Everybody's sign-in is shown: the demo clinic.</summary>
    public bool ShowsDemo { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => ShowsDemo = clinic.Value.Demo && await demo.IsOpenAsync(cancel);

    public async Task<IActionResult> OnPostAsync()
    {
        if (ModelState.IsValid)
        {
            var answer = await signIn.TryAsync(Input.Email!.Trim(), Input.Password!, Input.RememberMe, HttpContext.Connection.RemoteIpAddress);
            if (answer.IsIn)
                return Url.IsOurs(ReturnUrl) ? LocalRedirect(ReturnUrl!) : RedirectToPage("/Index", new { area = "" });
            if (answer.Wait > TimeSpan.Zero)
                return this.TooMany(answer.Wait, text);

            ModelState.AddModelError("Input.Email", text["Login.Refused"]);
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(MailAddressAttribute.MaxLength, ErrorMessage = "Field.TooLong")]
        public string? Email { get; set; }

        [Required(ErrorMessage = "Field.Required"), StringLength(Passwords.MaxLength, ErrorMessage = "Field.TooLong")]
        public string? Password { get; set; }

        public bool RememberMe { get; set; }
    }
}
