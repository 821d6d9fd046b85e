using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>With whom: a specialist, or whoever of a speciality is free first.</summary>
public sealed class IndexModel(ClinicDb db, ClinicTime time, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    private const int MostSpecialities = 50;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public SpecialistList Specialists { get; private set; } = SpecialistList.None;

    /// <summary>Those that leave a choice: with one specialist it would be that specialist under another name.</summary>
    public IReadOnlyList<string> Specialities { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var working = db.Specialists.Working(time.Today);
        Specialists = await SpecialistList.ReadAsync(working, Query, PageNumber, cancel);
        if (Specialists.Page == 1 && string.IsNullOrWhiteSpace(Query))
            Specialities = await working.Where(s => s.Speciality != "").GroupBy(s => s.Speciality).Where(g => g.Count() > 1)
                .OrderBy(g => g.Key).Select(g => g.Key).Take(MostSpecialities).ToListAsync(cancel);
    }
}
