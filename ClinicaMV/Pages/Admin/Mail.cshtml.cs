using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Admin;

/// <summary>What the outbox owes and what went out.</summary>
public sealed class MailModel(ClinicDb db, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public MailState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<OutgoingMail> Mail { get; private set; } = [];

    public IReadOnlyDictionary<MailState, int> Counts { get; private set; } = new Dictionary<MailState, int>();

    /// <summary>What ought to have gone out by now.</summary>
    public int Owed { get; private set; }

    public long? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        Owed = await db.OutgoingMail.CountAsync(
            m => (m.State == MailState.Pending || m.State == MailState.Sending || m.State == MailState.Uncertain) && m.DueAt <= now, cancel);
        Counts = await db.OutgoingMail.GroupBy(m => m.State).Select(g => new { State = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.State, g => g.Count, cancel);
        var found = await db.OutgoingMail.AsNoTracking().Include(m => m.Recipient).Include(m => m.Appointment)
            .Where(m => (State == null || m.State == State) && (Before == null || m.Id < Before))
            .OrderByDescending(m => m.Id)
            .Take(PageSize + 1)
            .ToListAsync(cancel);
        Next = found.Count > PageSize ? found[PageSize - 1].Id : null;
        Mail = [.. found.Take(PageSize)];
    }
}
