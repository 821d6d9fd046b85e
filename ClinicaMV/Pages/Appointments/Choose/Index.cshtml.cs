using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>With whom: a specialist, or whoever of a speciality is free first.</summary>
public sealed class IndexModel(ClinicDb db, ClinicTime time, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    public IReadOnlyList<Row> Specialists { get; private set; } = [];

    /// <summary>Those that leave a choice: with one specialist it would be that specialist under another name.</summary>
    public IEnumerable<string> Specialities => Specialists.Where(s => s.Speciality.Length > 0)
        .GroupBy(s => s.Speciality).Where(g => g.Count() > 1).Select(g => g.Key).Order(StringComparer.CurrentCulture);

    public async Task OnGetAsync(CancellationToken cancel)
        => Specialists = await db.Specialists.Working(time.Today).OrderBy(s => s.Account.FullName).ThenBy(s => s.Id)
            .Select(s => new Row(s.Id, s.Account.FullName, s.Speciality)).ToListAsync(cancel);

    public sealed record Row(string Id, string Name, string Speciality);
}
