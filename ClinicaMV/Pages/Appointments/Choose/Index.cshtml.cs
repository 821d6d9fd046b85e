using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>With whom: a specialist, or whoever of a speciality is free first.</summary>
public sealed class IndexModel(ClinicDb db, ClinicTime time, IOptions<ClinicOptions> clinic) : ChoosePage(clinic)
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public SpecialistList Specialists { get; private set; } = SpecialistList.None;

    public IReadOnlyList<string> Specialities { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var working = db.Specialists.Working(time.Today);
        Specialists = await SpecialistList.ReadAsync(working, Query, PageNumber, cancel);
        if (Specialists.Page == 1 && string.IsNullOrWhiteSpace(Query))
            Specialities = await SpecialistList.SpecialitiesAsync(working, cancel);
    }
}
