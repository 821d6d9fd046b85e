using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Areas.Identity.Pages.Account;

public sealed class LoginModel(PasswordSignIn signIn, SignInCodes codes, Entrance entrance, IStringLocalizer<Text> text) : SignInPage(entrance)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync()
    {
        if (ModelState.IsValid)
        {
            if (await signIn.TryAsync(Input.Email!.Trim(), Input.Password!, HttpContext.Connection.RemoteIpAddress) is { } person)
                return await GoOnAsync(person, Input.RememberMe, Proof.Password);

            ModelState.AddModelError("Input.Email", text["Login.Refused"]);
        }

        return Again();
    }

    /// <summary>The same form without a password: for whoever has forgotten it at five to ten.</summary>
    public async Task<IActionResult> OnPostCodeAsync()
    {
        ModelState.Remove("Input.Password");
        if (Input.Email is { Length: > 0 } email && !MailAddressAttribute.IsAddress(email))
            ModelState.AddModelError("Input.Email", text["Account.Error.InvalidEmail"]);
        if (!ModelState.IsValid)
            return Again();

        await codes.AskAsync(HttpContext, Input.Email!.Trim());
        return RedirectToPage("Code", new { ReturnUrl });
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
