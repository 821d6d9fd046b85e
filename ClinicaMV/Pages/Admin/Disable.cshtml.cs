using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>Disabling somebody, after having said how many appointments that leaves behind.</summary>
[OnRecord(AuditKind.PersonOpened)]
public sealed class DisableModel(PeopleKeeper keeper, ClinicDb db, ClinicTime time, IStringLocalizer<Text> text) : PersonPage(db, time)
{
    [TempData]
    public string? Done { get; set; }

    public int AsSpecialist { get; private set; }

    public int AsPatient { get; private set; }

    public bool MayBe => Person.Id != User.Id() && !Person.IsDisabled;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancel)
        => await LoadAsync(id, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        if (await keeper.DisableAsync(id, HttpContext.Actor(), cancel) is not { } refusal)
        {
            Done = "Disabled";
            return RedirectToPage("Person", new { id });
        }

        await LoadAsync(id, cancel);
        ModelState.AddModelError("", text[$"Person.{refusal}"]);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel))
            return false;

        AsSpecialist = await Coming().CountAsync(a => a.SpecialistId == id, cancel);
        AsPatient = await Coming().CountAsync(a => a.PatientId == id, cancel);
        return true;
    }
}
