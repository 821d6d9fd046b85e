using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Admin;

/// <summary>Who has an account, by name, role and state; and inviting somebody.</summary>
[OnRecord(AuditKind.PeopleListed)]
public sealed class UsersModel(Invitations invitations, ClinicDb db, IOptions<ClinicOptions> clinic) : PageModel
{
    private const int PageSize = 50;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    [BindProperty(SupportsGet = true)]
    public PeopleFilters Filters { get; set; } = new();

    [TempData]
    public bool Invited { get; set; }

    public IReadOnlyList<Row> People { get; private set; } = [];

    public bool HasMore { get; private set; }

    public Task OnGetAsync(CancellationToken cancel)
    {
        Input.Language = clinic.Value.Culture;
        return LoadAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (ModelState.IsValid)
        {
            var person = new NewPerson(Input.FullName!.Trim(), Input.Email!.Trim(), Input.Role!, Input.Language, Input.Speciality?.Trim() ?? "", clinic.Value.NewTerms);
            var faults = await invitations.InviteAsync(person, HttpContext.Actor(), cancel);
            if (faults.Count == 0)
            {
                Invited = true;
                return RedirectToPage();
            }

            foreach (var fault in faults)
                ModelState.AddModelError("Input.Email", fault.Description);
        }

        await LoadAsync(cancel);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await Filters.Apply(db.Users.AsNoTracking(), db)
            .OrderBy(u => Names.Fold(u.FullName)).ThenBy(u => u.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .Select(u => new Row(u.Id, u.FullName, u.Email!, db.UserRoles.Where(r => r.UserId == u.Id).Select(r => r.RoleId).FirstOrDefault()!,
                u.PasswordHash != null, u.DisabledAt != null, u.ErasureAskedAt))
            .ToListAsync(cancel);
        HasMore = found.Count > PageSize;
        People = [.. found.Take(PageSize)];
    }

    public sealed record Row(string Id, string FullName, string Email, string Role, bool Accepted, bool IsDisabled, DateTime? ErasureAskedAt);

    public sealed class InputModel : PersonInput
    {
        [Required(ErrorMessage = "Field.Required"), RegularExpression($"{Roles.Patient}|{Roles.Specialist}|{Roles.Administrator}", ErrorMessage = "Field.Invalid")]
        public string? Role { get; set; } = Roles.Patient;
    }
}
