using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>What the clinic keeps about the person who reads this: to see, to take along as JSON or as a page, and to ask to be erased.</summary>
[OnRecord(AuditKind.OwnDataRead)]
public sealed class MyDataModel(OwnData own, ClinicDb db, AuditTrail trail, TimeProvider clock) : PageModel
{
    private const int Shown = 10;
    private const int Most = 100_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What has just been done: a code of <c>MyData.Done.*</c>.</summary>
    [TempData]
    public string? Done { get; set; }

    public KeptData Data { get; private set; } = null!;

    /// <summary>How many there are of everything of which the page shows only the newest; nothing in the file, which has them all.</summary>
    public KeptTotals? Totals { get; private set; }

    /// <summary>Whether this is the page to take along: everything, and nothing to press.</summary>
    public bool IsFile { get; private set; }

    /// <summary>Staff answer for what they did; only patients can ask to be erased.</summary>
    public bool MayAsk => Data.Account.Roles.All(role => role == Roles.Patient);

    public async Task<IActionResult> OnGetAsync(string? format, CancellationToken cancel)
    {
        IsFile = format is "json" or "html";
        Data = await own.OfAsync(User.Id()!, IsFile ? Most : Shown, cancel);
        if (format == "json")
            return File(JsonSerializer.SerializeToUtf8Bytes(Data, Json), "application/json", "mis-datos.json");
        if (IsFile)
            Response.Headers.ContentDisposition = "attachment; filename=mis-datos.html";
        else
            Totals = await own.CountAsync(User.Id()!, cancel);
        return Page();
    }

    public Task<IActionResult> OnPostAskAsync(CancellationToken cancel) => ChangeAsync(me => me.AskErasure(clock.GetUtcNow().UtcDateTime), "Asked", cancel);

    public Task<IActionResult> OnPostWithdrawAsync(CancellationToken cancel) => ChangeAsync(me => me.WithdrawErasure(), "Withdrawn", cancel);

    private async Task<IActionResult> ChangeAsync(Action<ClinicUser> change, string reason, CancellationToken cancel)
    {
        var id = User.Id();
        if (await db.UserRoles.AnyAsync(r => r.UserId == id && r.RoleId != Roles.Patient, cancel))
            return BadRequest();

        change(await db.Users.SingleAsync(u => u.Id == id, cancel));
        trail.Allowed(AuditKind.ErasureRequested, HttpContext.Actor(), reason: reason);
        await db.SaveChangesAsync(cancel);
        Done = reason;
        return RedirectToPage();
    }
}
