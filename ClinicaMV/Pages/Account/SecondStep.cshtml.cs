using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Account;

/// <summary>The second step of signing in: what there is of it, and where the rest is set up.</summary>
public sealed class SecondStepModel(OwnSecondStep step, RecoveryCodes recovery, ClinicDb db, IStringLocalizer<Text> text) : OwnPage(db)
{
    /// <summary>Just made: on this page, and never again.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    public int CodesLeft { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => CodesLeft = await recovery.LeftAsync(Me.Id, cancel);

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken cancel)
    {
        if (!Me.TwoFactorEnabled)
            return RedirectToPage();

        Codes = await step.NewCodesAsync(Me, By, cancel);
        CodesLeft = Codes.Count;
        return Page();
    }

    public async Task<IActionResult> OnPostDropAsync(CancellationToken cancel)
    {
        if (Me.AuthenticatorKey is null || await step.DropAuthenticatorAsync(Me, IsStaff, By, cancel))
            return DoneWith("Dropped", "SecondStep");

        ModelState.AddModelError("", text["SetUp.KeepsLast"]);
        await OnGetAsync(cancel);
        return Again();
    }
}
