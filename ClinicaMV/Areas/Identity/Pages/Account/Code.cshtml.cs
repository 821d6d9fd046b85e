using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Limits;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>
/// The six digits that were sent by mail: one press on the sign-in page, the code, and there. What the page says and does is the same for
/// every address.
/// </summary>
public sealed class CodeModel(SignInCodes codes, MailBrakes brakes, Entrance entrance, IStringLocalizer<Text> text) : SignInPage(entrance)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>What this browser has asked for; nothing when it has not, or too long ago.</summary>
    public AskedCode? Asked { get; private set; }

    /// <summary>Whether a code that is typed now could count.</summary>
    public bool IsOpen { get; private set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        Asked = codes.Asked(HttpContext);
        IsOpen = Asked is not null;
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAgainAsync(CancellationToken cancel)
    {
        if (Asked is null)
            return RedirectToPage("Login", new { ReturnUrl });
        if (await brakes.TakeAsync(HttpContext.CallerNetworkOf(), cancel) is var wait && wait > TimeSpan.Zero)
            return this.TooMany(wait, text);

        await codes.AskAsync(HttpContext, Asked.Email);
        return RedirectToPage(new { ReturnUrl });
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var code = SecondStep.Plain(Input.Code ?? "");
        if (Asked is null)
            return Again();
        if (ModelState.IsValid && code.Length != 6)
            ModelState.AddModelError("Input.Code", text["SignInCode.SixDigits"]);
        if (!ModelState.IsValid)
            return Again();

        var answer = await codes.TryAsync(Asked.RequestId, code, HttpContext.Connection.RemoteIpAddress, cancel);
        if (answer.Person is { } person)
        {
            codes.Forget(HttpContext);
            return await GoOnAsync(person, Input.RememberMe, Proof.Code);
        }

        IsOpen = !answer.IsSpent;
        ModelState.AddModelError("Input.Code", text["SignInCode.Wrong"]);
        return Again();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(30, ErrorMessage = "Field.TooLong")]
        public string? Code { get; set; }

        public bool RememberMe { get; set; }
    }
}
