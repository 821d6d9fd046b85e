using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Account;

/// <summary>Shows who sits there, before they change how they come in: all that signing in takes once more. A passkey is both steps at once.</summary>
[Allows(Allowance.Passkeys), EnableRateLimiting(EndpointLimits.SignIn)]
public sealed class ConfirmIdentityModel(PasswordSignIn signIn, SecondStep step, Passkeys passkeys, Entrance entrance, ClinicDb db, IStringLocalizer<Text> text) : OwnPage(db)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty]
    public string? Credential { get; set; }

    public bool HasPasskey { get; private set; }

    protected override async Task LoadAsync(CancellationToken cancel) => HasPasskey = (await passkeys.OfAsync(Me)).Count > 0;

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Me.TwoFactorEnabled && string.IsNullOrWhiteSpace(Input.Code))
            ModelState.AddModelError("Input.Code", text["Field.Required"]);
        if (!ModelState.IsValid)
            return Again();
        var shown = await signIn.TryAsync(Me.Email!, Input.Password!, HttpContext.Connection.RemoteIpAddress);
        if (shown.Wait > TimeSpan.Zero)
            return this.TooMany(shown.Wait, text);
        if (shown.Person?.Id != Me.Id)
            return Refused("Input.Password", text["Confirm.Refused"]);
        var proof = Me.TwoFactorEnabled ? await step.TryAsync(Me, Input.Code!, By, cancel) : Proof.Password;
        return proof is not null ? await ConfirmedAsync(proof.Value, cancel) : Refused("Input.Code", text["SecondStep.Refused"]);
    }

    public async Task<IActionResult> OnPostOptionsAsync() => Content(await passkeys.SignInOptionsAsync(HttpContext), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        var shown = Credential is { Length: > 0 and <= 8192 } credential ? await passkeys.OwnerAsync(HttpContext, credential) : null;
        return shown?.Id == Me.Id ? await ConfirmedAsync(Proof.Passkey, cancel) : Refused("", text["Passkey.Refused"]);
    }

    private async Task<IActionResult> ConfirmedAsync(Proof proof, CancellationToken cancel)
    {
        await entrance.ConfirmAsync(HttpContext, proof, cancel);
        return Url.IsOurs(ReturnUrl) ? LocalRedirect(ReturnUrl!) : RedirectToPage("Index");
    }

    private PageResult Refused(string field, string words)
    {
        ModelState.AddModelError(field, words);
        return Again();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(Passwords.MaxLength, ErrorMessage = "Field.TooLong")]
        public string? Password { get; set; }

        /// <summary>Of whoever has a second step.</summary>
        [StringLength(60, ErrorMessage = "Field.TooLong")]
        public string? Code { get; set; }
    }
}
