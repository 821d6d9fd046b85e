using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments;

/// <summary>My appointments, those to come first; an administrator sees everybody's and can filter them.</summary>
[OnRecord(AuditKind.AppointmentsListed, Only = Roles.Administrator)]
public sealed class IndexModel(ClinicDb db, ClinicTime time, IOptions<ClinicOptions> clinic) : PageModel
{
    private const int PageSize = 20;

    // As many as one finds in a select field; the name of one among more is typed.
    private const int MostToChooseFrom = 50;

    [BindProperty(SupportsGet = true)]
    public bool Past { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    [BindProperty(SupportsGet = true)]
    public AppointmentFilters Filters { get; set; } = new();

    public bool MayFilter => User.IsInRole(Roles.Administrator);

    /// <summary>To choose one from; nobody when they are too many.</summary>
    public IReadOnlyList<SelectListItem> Specialists { get; private set; } = [];

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    public bool MayBook => clinic.Value.PatientsMayBook && User.IsInRole(Roles.Patient);

    /// <summary>Whoever gives an appointment away comes here: its page is no longer theirs.</summary>
    /// <inheritdoc cref="ChangePage.JustDone"/>
    [TempData]
    public string? JustDone { get; set; }

    /// <summary>How many appointments disabled specialists and patients have left behind; for administrators.</summary>
    public IReadOnlyDictionary<ParticipantRole, int> Left { get; private set; } = new Dictionary<ParticipantRole, int>();

    public bool HasMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await InOrder(Visible()).Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancel);
        HasMore = found.Count > PageSize;
        Appointments = [.. found.Take(PageSize)];
        if (MayFilter)
            await LoadForAdministratorAsync(cancel);
    }

    private async Task LoadForAdministratorAsync(CancellationToken cancel)
    {
        Left = new Dictionary<ParticipantRole, int>
        {
            [ParticipantRole.Specialist] = await db.Appointments.Left(ParticipantRole.Specialist, time.UtcNow).CountAsync(cancel),
            [ParticipantRole.Patient] = await db.Appointments.Left(ParticipantRole.Patient, time.UtcNow).CountAsync(cancel),
        };
        var specialists = await db.Specialists.OrderBy(s => s.Account.FullName).Take(MostToChooseFrom + 1)
            .Select(s => new SelectListItem(s.Account.FullName, s.Id)).ToListAsync(cancel);
        Specialists = specialists.Count > MostToChooseFrom ? [] : specialists;
    }

    private IQueryable<Appointment> Visible()
    {
        var all = db.Appointments.AsNoTracking().WithPeople();
        return MayFilter ? Filters.Apply(all, db.Specialists, time) : all.Of(User.Id()!);
    }

    // A day is shown whole, what is over and what is to come.
    private IQueryable<Appointment> InOrder(IQueryable<Appointment> visible)
    {
        var now = time.UtcNow;
        return MayFilter && Filters.Day is not null ? visible.OrderBy(a => a.StartsAt).ThenBy(a => a.Id)
            : Past ? visible.Where(a => a.EndsAt <= now).OrderByDescending(a => a.StartsAt).ThenBy(a => a.Id)
            : visible.NotOver(now).OrderBy(a => a.StartsAt).ThenBy(a => a.Id);
    }
}
