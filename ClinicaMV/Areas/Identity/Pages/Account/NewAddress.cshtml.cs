using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Auditing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Areas.Identity.Pages.Account;

/// <summary>Where the link in the mail to a new address leads. Opening it changes nothing; the press makes the address the one to sign in with.</summary>
public sealed class NewAddressModel(AccountCodes codes, OwnAddress address, SessionCookie cookie) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string? PersonId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    [TempData]
    public bool Done { get; set; }

    /// <summary><see langword="null"/>: the link is spent, expired or never was one.</summary>
    public ClinicUser? Person { get; private set; }

    public async Task OnGetAsync()
    {
        Person = await codes.MoverAsync(PersonId, Code);
        if (Person is null && !Done)
            Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Person = await codes.MoverAsync(PersonId, Code);
        if (Person is not null && await address.TakeAsync(Person, Actor.Anonymous(Person.Id, HttpContext.Connection.RemoteIpAddress), cancel))
        {
            cookie.Forget(HttpContext);
            Done = true;
            return RedirectToPage(new { id = (string?)null, code = (string?)null });
        }

        Person = null;
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
