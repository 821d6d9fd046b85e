using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>Signing in with a passkey: what the browser is asked for, and what it shows. Both steps at once.</summary>
public sealed class PasskeyModel(Passkeys passkeys, Entrance entrance, IStringLocalizer<Text> text) : SignInPage(entrance)
{
    private const int LongestCredential = 8192;

    [BindProperty]
    public string? Credential { get; set; }

    public async Task<IActionResult> OnPostOptionsAsync() => Content(await passkeys.SignInOptionsAsync(HttpContext), "application/json");

    public async Task<IActionResult> OnPostAsync()
    {
        if (Credential is { Length: > 0 and <= LongestCredential } shown && await passkeys.OwnerAsync(HttpContext, shown) is { } person)
        {
            await Entrance.AdmitAsync(HttpContext, person, isRemembered: false, Proof.Passkey);
            return Inside();
        }

        ModelState.AddModelError("", text["Passkey.Refused"]);
        return Again();
    }
}
