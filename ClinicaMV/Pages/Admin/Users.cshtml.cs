using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Admin;

/// <summary>Who has an account, and inviting somebody.</summary>
public sealed class UsersModel(Invitations invitations, ClinicDb db, IOptions<ClinicOptions> clinic) : PageModel
{
    private const int PageSize = 50;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

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
        var found = await db.Users.AsNoTracking()
            .OrderBy(u => u.FullName).ThenBy(u => u.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .Select(u => new Row(u.FullName, u.Email!, db.UserRoles.Where(r => r.UserId == u.Id).Select(r => r.RoleId).FirstOrDefault()!, u.PasswordHash != null))
            .ToListAsync(cancel);
        HasMore = found.Count > PageSize;
        People = [.. found.Take(PageSize)];
    }

    public sealed record Row(string FullName, string Email, string Role, bool Accepted);

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(200, ErrorMessage = "Field.TooLong")]
        [RegularExpression(@"[^\p{Cc}\p{Cf}]*", ErrorMessage = "Field.Invalid")]
        public string? FullName { get; set; }

        [Required(ErrorMessage = "Field.Required"), MailAddress]
        public string? Email { get; set; }

        [Required(ErrorMessage = "Field.Required"), AllowedValues(Roles.Patient, Roles.Specialist, Roles.Administrator, ErrorMessage = "Field.Invalid")]
        public string? Role { get; set; } = Roles.Patient;

        [AllowedValues("es", "en", ErrorMessage = "Field.Invalid")]
        public string Language { get; set; } = "es";

        [StringLength(100, ErrorMessage = "Field.TooLong"), RegularExpression(@"[^\p{Cc}\p{Cf}]*", ErrorMessage = "Field.Invalid")]
        public string? Speciality { get; set; }
    }
}
