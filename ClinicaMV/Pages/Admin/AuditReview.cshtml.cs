using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Admin;

/// <summary>The month's review of the record, made to be printed and signed.</summary>
[OnRecord(AuditKind.RecordRead)]
public sealed class AuditReviewModel(AuditReview review, ClinicDb db, ClinicTime time) : PageModel
{
    /// <summary>Any day of it; the month before this one if there is none.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Month { get; set; }

    public ReviewedMonth Review { get; private set; } = null!;

    public IReadOnlyDictionary<string, string> Names { get; private set; } = new Dictionary<string, string>();

    public AuditCheck? Check { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Review = await review.OfAsync(Month is { } asked ? ClinicTime.Sensible(asked) : time.Today.AddMonths(-1), cancel);
        var people = Review.AtNight.Rows.Concat(Review.InBulk.Rows).Select(r => r.ActorId)
            .Concat(Review.Denials.Rows.Where(d => d.IsPerson).Select(d => d.Who)).Concat(Review.Exports.Rows.Select(e => e.ActorId).OfType<string>()).Distinct().ToList();
        Names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FullName, cancel);
        Check = await db.AuditChecks.AsNoTracking().SingleOrDefaultAsync(cancel);
    }

    /// <summary>The record of the month, as far as that filter goes.</summary>
    public Dictionary<string, string> Lines(AuditFilter filter)
    {
        (filter.From, filter.To) = (Review.First, Review.First.AddMonths(1).AddDays(-1));
        return filter.ToRoute(before: null);
    }

    public string NameOf(string? who) => who is null ? "" : Names.GetValueOrDefault(who, who);
}
