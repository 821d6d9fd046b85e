using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>Erasing one patient: first what it would change, then, when that is confirmed, the change.</summary>
[OnRecord(AuditKind.PersonOpened)]
public sealed class EraseModel(Erasure erasure, ClinicDb db, ClinicTime time, Hours hours, IStringLocalizer<Text> text) : PersonPage(db, time)
{
    [BindProperty]
    public string? Stamp { get; set; }

    public ErasurePlan Plan { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel))
            return NotFound();

        Plan = await erasure.PlanAsync(id, cancel);
        return Page();
    }

    /// <summary>With the hour at which it will work, where it is a matter of time.</summary>
    public string WordsOf(ErasureRefusal refusal) => text[$"Erase.{refusal}", Plan.DoorCloses is { } closes ? hours.ShortStamp(closes) : ""];

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel))
            return NotFound();
        if (await erasure.RunAsync(id, Stamp, HttpContext.Actor(), cancel) is not { } refusal)
            return RedirectToPage("Person", new { id });

        await FindAsync(id, cancel);
        Plan = await erasure.PlanAsync(id, cancel);
        ModelState.Clear();
        ModelState.AddModelError("", WordsOf(refusal));
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
