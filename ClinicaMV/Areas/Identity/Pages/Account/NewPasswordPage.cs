using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>
/// Choosing a password with a code from a mail. Opening the link changes nothing (mail scanners open it); the press spends it.
/// What the two such pages have in common.
/// </summary>
public abstract class NewPasswordPage(Entrance entrance) : SignInPage(entrance)
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string? PersonId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary><see langword="null"/>: the link is spent, expired or never was one.</summary>
    public ClinicUser? Person { get; private set; }

    public async Task OnGetAsync()
    {
        Person = await OwnerAsync();
        ModelState.Clear();
        if (Person is null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Person = await OwnerAsync();
        if (Person is not null && ModelState.IsValid)
        {
            var faults = await SetAsync(Person, Input.Password!, Actor.Anonymous(Person.Id, HttpContext.Connection.RemoteIpAddress));
            if (faults.Count == 0)
                return await GoOnAsync(Person, isRemembered: false, Proof.Link);

            foreach (var fault in faults)
                ModelState.AddModelError("Input.Password", fault.Description);
        }

        return Again();
    }

    protected abstract Task<ClinicUser?> OwnerAsync();

    protected abstract Task<IReadOnlyList<IdentityError>> SetAsync(ClinicUser person, string password, Actor by);

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(Passwords.MaxLength, ErrorMessage = "Field.TooLong")]
        public string? Password { get; set; }

        [Compare(nameof(Password), ErrorMessage = "Account.PasswordsDiffer")]
        public string? ConfirmPassword { get; set; }
    }
}
