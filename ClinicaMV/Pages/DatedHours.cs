using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>What a specialist has on dates to come, extra hours and absences, a page of each at a time.</summary>
public sealed record DatedHours(IReadOnlyList<WorkingHours> Extra, Pager ExtraPages, IReadOnlyList<Absence> Absences, Pager AbsencePages)
{
    private const int PageSize = 20;

    /// <param name="here">The address of the page, without a query.</param>
    public static async Task<DatedHours> ReadAsync(ClinicDb db, string specialistId, DateOnly today, (int Extra, int Absences) pages, string here, CancellationToken cancel)
    {
        var (x, a) = (Math.Clamp(pages.Extra, 1, 10_000), Math.Clamp(pages.Absences, 1, 10_000));
        var extra = await db.Set<WorkingHours>().AsNoTracking().Where(h => h.SpecialistId == specialistId && h.Date >= today)
            .OrderBy(h => h.Date).ThenBy(h => h.From).ThenBy(h => h.Id).Skip((x - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancel);
        var absences = await db.Set<Absence>().AsNoTracking().Where(h => h.SpecialistId == specialistId && h.To >= today)
            .OrderBy(h => h.From).ThenBy(h => h.Id).Skip((a - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancel);
        return new([.. extra.Take(PageSize)], new(x, extra.Count > PageSize, page => $"{here}?x={page}&a={a}"),
            [.. absences.Take(PageSize)], new(a, absences.Count > PageSize, page => $"{here}?x={x}&a={page}"));
    }
}
