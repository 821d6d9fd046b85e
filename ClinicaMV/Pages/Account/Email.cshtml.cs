using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Account;

/// <summary>Asks for another address, which has to be confirmed from there. Whether somebody else has it is not said.</summary>
public sealed class EmailModel(OwnAddress address, ClinicDb db, IStringLocalizer<Text> text) : OwnPage(db)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (ModelState.IsValid && string.Equals(Input.Email!.Trim(), Me.Email, StringComparison.OrdinalIgnoreCase))
            ModelState.AddModelError("Input.Email", text["Email.Same"]);
        if (!ModelState.IsValid)
            return Again();

        await address.AskAsync(Me, Input.Email!.Trim(), By, cancel);
        return DoneWith("Email");
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), MailAddress]
        public string? Email { get; set; }
    }
}
