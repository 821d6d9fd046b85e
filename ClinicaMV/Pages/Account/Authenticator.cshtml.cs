using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Account;

/// <summary>An authenticator app is set up: its key as a picture or in letters, and the first code as the proof that the app has it.</summary>
public sealed class AuthenticatorModel(Authenticators authenticators, OwnSecondStep step, Entrance entrance, ClinicDb db, IStringLocalizer<Text> text) : OwnPage(db)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>The key of this form, which nobody but us can read; nothing is kept of it before the code is right.</summary>
    [BindProperty]
    public string? SealedKey { get; set; }

    public string KeyText { get; private set; } = "";

    public QrPicture Picture { get; private set; } = null!;

    /// <summary>Just made: on this page, and never again.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    public string Next => Url.IsOurs(ReturnUrl) ? ReturnUrl! : User.HasProvenEnough() ? "/Account/SecondStep" : "/";

    public void OnGet() => Show(authenticators.NewKey(Me));

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var plain = SecondStep.Plain(Input.Code ?? "");
        if (authenticators.KeyText(Me, SealedKey) is null)
            ModelState.AddModelError("Input.Code", text["Authenticator.NewKey"]);
        else if (ModelState.IsValid && authenticators.StepOf(Me, SealedKey, plain) is { } first)
            return await UseAsync(first, cancel);
        else if (ModelState.IsValid)
            ModelState.AddModelError("Input.Code", text["Authenticator.Wrong"]);

        Show(authenticators.KeyText(Me, SealedKey) is null ? authenticators.NewKey(Me) : SealedKey!);
        return Again();
    }

    private async Task<IActionResult> UseAsync(long first, CancellationToken cancel)
    {
        Codes = await step.UseAuthenticatorAsync(Me, SealedKey!, first, By, cancel);
        await entrance.AdmitAsync(HttpContext, Me, isRemembered: false, Proof.Authenticator);
        return Page();
    }

    private void Show(string sealedKey)
    {
        (SealedKey, KeyText) = (sealedKey, authenticators.KeyText(Me, sealedKey)!);
        Picture = QrPicture.Of(authenticators.Address(Me, KeyText));
        KeyText = string.Join(' ', KeyText.Chunk(4).Select(group => new string(group)));
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(30, ErrorMessage = "Field.TooLong")]
        public string? Code { get; set; }
    }
}
