using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Account;

/// <summary>One's own passkeys: adding, naming, removing.</summary>
[Allows(Allowance.Passkeys)]
public sealed class PasskeysModel(Passkeys passkeys, OwnSecondStep step, Entrance entrance, ClinicDb db, IStringLocalizer<Text> text) : OwnPage(db)
{
    private const int MostPasskeys = 20;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public IList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    /// <summary>Just made, with the first passkey of somebody who needs a second step: on this page, and never again.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    public string Next => Url.IsOurs(ReturnUrl) ? ReturnUrl! : "/";

    public static string IdOf(UserPasskeyInfo passkey) => WebEncoders.Base64UrlEncode(passkey.CredentialId);

    protected override async Task LoadAsync(CancellationToken cancel) => Passkeys = await passkeys.OfAsync(Me);

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostOptionsAsync() => Content(await passkeys.NewOptionsAsync(HttpContext, Me), "application/json");

    public async Task<IActionResult> OnPostAddAsync(CancellationToken cancel)
    {
        if (Passkeys.Count >= MostPasskeys || Credential is not { Length: > 0 and <= 65_536 } made
            || !await passkeys.AddAsync(HttpContext, Me, made, NameOr(text["Passkeys.DefaultName"]), By))
        {
            ModelState.AddModelError("Name", text["Passkeys.Refused"]);
            return Again();
        }

        Codes = await step.UsePasskeyAsync(Me, IsStaff, By, cancel);
        if (Codes.Count == 0)
            return DoneWith("PasskeyAdded", "Passkeys");

        await entrance.AdmitAsync(HttpContext, Me, isRemembered: false, Proof.Passkey);
        Passkeys = await passkeys.OfAsync(Me);
        // The field is for the next one.
        ModelState.Clear();
        Name = null;
        return Page();
    }

    public async Task<IActionResult> OnPostRenameAsync(string? passkey)
    {
        if (Find(passkey) is { } mine)
            await passkeys.RenameAsync(Me, mine, NameOr(mine.Name ?? ""));
        return DoneWith("PasskeyRenamed", "Passkeys");
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? passkey, CancellationToken cancel)
    {
        if (Find(passkey) is not { } mine)
            return DoneWith("PasskeyRemoved", "Passkeys");
        if (!await step.MayLosePasskeyAsync(Me, IsStaff, cancel))
        {
            ModelState.AddModelError("", text["SetUp.KeepsLast"]);
            return Again();
        }

        await passkeys.RemoveAsync(Me, mine, User.SessionId(), By, cancel);
        await step.AfterPasskeyAsync(Me, cancel);
        return DoneWith("PasskeyRemoved", "Passkeys");
    }

    private UserPasskeyInfo? Find(string? id) => Passkeys.FirstOrDefault(p => IdOf(p) == id);

    private string NameOr(string otherwise)
    {
        var name = string.Concat((Name ?? "").Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? otherwise : name.Length > Accounts.SecondSteps.Passkeys.MaxNameLength ? name[..Accounts.SecondSteps.Passkeys.MaxNameLength] : name;
    }
}
