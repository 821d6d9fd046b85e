using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>What the outbox owes and what went out, and sending it again. Pages go by key, however much was ever sent.</summary>
[OnRecord(AuditKind.PeopleListed)]
public sealed class MailModel(ClinicDb db, MailKeeper keeper, TimeProvider clock, IStringLocalizer<Text> text) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Nobody needs to know of more, and counting a million takes time.</summary>
    private const int MostCounted = 1000;

    [BindProperty(SupportsGet = true)]
    public MailShelf? State { get; set; }

    /// <summary>Public id: only what was sent about that one.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Appointment { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    /// <summary>One has just been sent again.</summary>
    [TempData]
    public bool SentAgain { get; set; }

    public IReadOnlyList<OutgoingMail> Mail { get; private set; } = [];

    public IReadOnlyDictionary<MailShelf, string> Counts { get; private set; } = new Dictionary<MailShelf, string>();

    public bool IsAnyOwed => Counts[MailShelf.Owed] != "0";

    public DateTime Now { get; } = clock.GetUtcNow().UtcDateTime;

    public long? Next { get; private set; }

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

    public async Task<IActionResult> OnPostAgainAsync(long id, CancellationToken cancel)
    {
        if (await db.OutgoingMail.SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } mail)
            return NotFound();

        if (await keeper.SendAgainAsync(mail, HttpContext.Actor(), cancel) is { } refusal)
        {
            ModelState.AddModelError("", text[$"AdminMail.Refusal.{refusal}"]);
            Response.StatusCode = StatusCodes.Status400BadRequest;
            await LoadAsync(cancel);
            return Page();
        }

        SentAgain = true;
        return RedirectToPage(new { State, Appointment, Before });
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        var counts = new Dictionary<MailShelf, string>();
        foreach (var shelf in Enum.GetValues<MailShelf>())
        {
            // In the order of the index, so that nothing is sorted to be counted.
            var count = await Chosen().On(shelf, Now).OrderBy(m => m.State).ThenBy(m => m.Id).Take(MostCounted).CountAsync(cancel);
            counts[shelf] = count < MostCounted ? $"{count}" : $"{MostCounted}+";
        }

        Counts = counts;
        var found = await (State is { } chosen ? Chosen().On(chosen, Now) : Chosen()).AsNoTracking()
            .Include(m => m.Recipient).Include(m => m.Companion).Include(m => m.Appointment)
            .Where(m => Before == null || m.Id < Before)
            .OrderByDescending(m => m.Id)
            .Take(PageSize + 1)
            .ToListAsync(cancel);
        Next = found.Count > PageSize ? found[PageSize - 1].Id : null;
        Mail = [.. found.Take(PageSize)];
    }

    private IQueryable<OutgoingMail> Chosen()
        => string.IsNullOrEmpty(Appointment) ? db.OutgoingMail : db.OutgoingMail.Where(m => m.Appointment!.PublicId == Appointment);
}
