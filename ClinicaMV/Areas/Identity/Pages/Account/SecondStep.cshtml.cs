using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Auditing;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>The second step, for whoever was right in the first. Without it, or too late, back to the beginning.</summary>
public sealed class SecondStepModel(SecondStep step, UserManager<ClinicUser> users, Entrance entrance, IStringLocalizer<Text> text) : SignInPage(entrance)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool HasAuthenticator { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await WhoAsync() is null ? FromTheBeginning() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await WhoAsync() is not { } person)
            return FromTheBeginning();
        if (!ModelState.IsValid)
            return Again();
        if (await step.TryAsync(person, Input.Code!, Actor.Anonymous(person.Id, HttpContext.Connection.RemoteIpAddress), cancel) is { } proof)
        {
            await Entrance.AdmitAsync(HttpContext, person, Entrance.HalfInside(HttpContext)!.IsRemembered, proof);
            return Inside();
        }

        ModelState.AddModelError("Input.Code", text["SecondStep.Refused"]);
        return Again();
    }

    // Another password, or being disabled, since the first step: it counts no more.
    private async Task<ClinicUser?> WhoAsync()
    {
        if (Entrance.HalfInside(HttpContext) is not { } half || await users.FindByIdAsync(half.PersonId) is not { IsDisabled: false } person
            || person.SecurityStamp != half.Stamp)
            return null;

        HasAuthenticator = person.AuthenticatorKey is not null;
        return person;
    }

    private RedirectToPageResult FromTheBeginning() => RedirectToPage("Login", new { ReturnUrl });

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(60, ErrorMessage = "Field.TooLong")]
        public string? Code { get; set; }
    }
}
