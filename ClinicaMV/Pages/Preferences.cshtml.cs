using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages;

/// <summary>How somebody wants to be written to: language, zone, reminders.</summary>
public sealed class PreferencesModel(ClinicDb db, AuditTrail trail, IStringLocalizer<Text> text) : PageModel
{
    private static readonly IReadOnlyList<SelectListItem> AllZones = [.. TimeZoneInfo.GetSystemTimeZones()
        .Where(z => z.HasIanaId && z.Id.Contains('/') && !z.Id.StartsWith("Etc/", StringComparison.Ordinal))
        .Select(z => new SelectListItem(z.Id.Replace('_', ' '), z.Id)).OrderBy(z => z.Value, StringComparer.Ordinal)];

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [TempData]
    public bool Saved { get; set; }

    public IEnumerable<SelectListItem> Zones => AllZones;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var me = await MeAsync(cancel);
        Input = new() { Language = me.Language, TimeZone = me.TimeZone, WantsReminders = me.WantsReminders };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Input.TimeZone is { } zone && AllZones.All(z => z.Value != zone))
            ModelState.AddModelError("Input.TimeZone", text["Field.Invalid"]);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        var me = await MeAsync(cancel);
        (me.Language, me.TimeZone, me.WantsReminders) = (Input.Language, Input.TimeZone, Input.WantsReminders);
        trail.Allowed(AuditKind.PreferencesChanged, HttpContext.Actor());
        await db.SaveChangesAsync(cancel);
        Saved = true;
        return RedirectToPage();
    }

    private Task<ClinicUser> MeAsync(CancellationToken cancel)
    {
        var me = User.Id();
        return db.Users.SingleAsync(u => u.Id == me, cancel);
    }

    public sealed class InputModel
    {
        [AllowedValues("es", "en", ErrorMessage = "Field.Invalid")]
        public string Language { get; set; } = "es";

        /// <summary>IANA name; empty for the clinic's own.</summary>
        public string? TimeZone { get; set; }

        public bool WantsReminders { get; set; }
    }
}
