using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Limits;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Areas.Identity.Pages.Account;

public sealed class LoginModel(PasswordSignIn signIn, SignInCodes codes, MailBrakes brakes, Entrance entrance, IStringLocalizer<Text> text) : SignInPage(entrance)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>Whether the reader sent a form after their session had ended, and so nothing of it was kept.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Unsaved { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (ModelState.IsValid)
        {
            var answer = await signIn.TryAsync(Input.Email!.Trim(), Input.Password!, HttpContext.Connection.RemoteIpAddress);
            if (answer.Person is { } person)
                return await GoOnAsync(person, Input.RememberMe, Proof.Password);
            if (answer.Wait > TimeSpan.Zero)
                return this.TooMany(answer.Wait, text);

            ModelState.AddModelError("Input.Email", text["Login.Refused"]);
        }

        return Again();
    }

    /// <summary>The same form without a password: for whoever has forgotten it at five to ten.</summary>
    public async Task<IActionResult> OnPostCodeAsync(CancellationToken cancel)
    {
        ModelState.Remove("Input.Password");
        if (Input.Email is { Length: > 0 } typed && !MailAddressAttribute.IsAddress(typed))
            ModelState.AddModelError("Input.Email", text["Account.Error.InvalidEmail"]);
        if (!ModelState.IsValid)
            return Again();

        if (await brakes.TakeAsync(HttpContext.CallerNetworkOf(), cancel) is var wait && wait > TimeSpan.Zero)
            return this.TooMany(wait, text);

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
