using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.People;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages;

/// <summary>When a specialist works: <c>/Hours</c> is one's own, <c>/Hours/{id}</c> anybody's for administrators.</summary>
[OnRecord(AuditKind.AppointmentsListed, Only = Roles.Administrator)]
public sealed class WorkingHoursModel(HoursKeeper keeper, Clashes clashes, ClinicDb db, ClinicTime time, IStringLocalizer<Text> text) : PageModel
{
    public static readonly IReadOnlyList<DayOfWeek> Week = [.. Enumerable.Range(1, 7).Select(i => (DayOfWeek)(i % 7))];

    public InputModel Input { get; private set; } = new();

    public AbsenceInput Absence { get; private set; } = new();

    public ExtraHoursInput Extra { get; private set; } = new();

    /// <summary>Extra hours and absences.</summary>
    public DatedHours Dated { get; private set; } = null!;

    /// <summary>Somebody has changed the week while this form was filled in: the page shows as well how it is now, and saving again agrees to replace that.</summary>
    public bool IsStale { get; private set; }

    /// <summary>What the form is an answer to.</summary>
    public string Seen => IsStale ? Specialist!.HoursStamp : Input.Seen ?? Specialist!.HoursStamp;

    [TempData]
    public bool Saved { get; set; }

    /// <summary>Whose hours are shown; nobody's while an administrator has yet to choose.</summary>
    public Specialist? Specialist { get; private set; }

    /// <summary>What is booked where nobody works.</summary>
    public ClashPage Clashes { get; private set; } = ClashPage.None;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    /// <summary>Page of the extra hours.</summary>
    [BindProperty(SupportsGet = true, Name = "x")]
    public int ExtraPage { get; set; } = 1;

    /// <summary>Page of the absences.</summary>
    [BindProperty(SupportsGet = true, Name = "a")]
    public int AbsencePage { get; set; } = 1;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    public SpecialistList Specialists { get; private set; } = SpecialistList.None;

    public async Task<IActionResult> OnGetAsync(string? id, CancellationToken cancel)
    {
        if (id is null && !User.IsInRole(Roles.Specialist))
        {
            Specialists = await SpecialistList.ReadAsync(db.Specialists, Query, PageNumber, cancel);
            return Page();
        }

        if (!await LoadAsync(id, cancel))
            return NotFound();
        Input = InputModel.Of(Specialist!);
        Clashes = await clashes.OfAsync(Specialist!.Id, Math.Clamp(PageNumber, 1, 10_000), cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? id, [Bind(Prefix = "Input")] InputModel input, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        Input = input;
        var week = ReadWeek();
        if (Input.AppointmentMinutes % BookedSlot.Minutes != 0)
            ModelState.AddModelError("Input.AppointmentMinutes", text["Diary.BadLength"]);
        if (Input.GapMinutes % BookedSlot.Minutes != 0)
            ModelState.AddModelError("Input.GapMinutes", text["WorkingHours.BadGap"]);
        if (!ModelState.IsValid)
            return Again();

        if (await keeper.SetAsync(Specialist!.Id, Input.Seen ?? "", week, Input.ToTerms(), HttpContext.Actor(), cancel))
            return Done();

        IsStale = await LoadAsync(id, cancel);
        ModelState.AddModelError("", text["WorkingHours.Stale"]);
        return Again();
    }

    public async Task<IActionResult> OnPostOpeningAsync(string? id, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        await keeper.TakeOpeningHoursAsync(Specialist!.Id, HttpContext.Actor(), cancel);
        return Done();
    }

    public async Task<IActionResult> OnPostExtraAsync(string? id, [Bind(Prefix = "Extra")] ExtraHoursInput extra, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        (Input, Extra) = (InputModel.Of(Specialist!), extra);
        if (Extra.Date < time.Today)
            ModelState.AddModelError("Extra.Date", text["WorkingHours.PastDay"]);
        if (Extra is { From: not null, To: not null, Span: null })
            ModelState.AddModelError("Extra.To", text["WorkingHours.BadSpan"]);
        if (!ModelState.IsValid)
            return Again();

        await keeper.AddExtraAsync(Specialist!.Id, Extra.Date!.Value, Extra.Span!.Value, HttpContext.Actor(), cancel);
        return Done();
    }

    public async Task<IActionResult> OnPostRemoveExtraAsync(string? id, long extra, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        await keeper.RemoveExtraAsync(Specialist!.Id, extra, HttpContext.Actor(), cancel);
        return Done();
    }

    public async Task<IActionResult> OnPostAbsenceAsync(string? id, [Bind(Prefix = "Absence")] AbsenceInput absence, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        (Input, Absence) = (InputModel.Of(Specialist!), absence);
        if (Absence.To < Absence.From)
            ModelState.AddModelError("Absence.To", text["WorkingHours.BadDays"]);
        else if (Absence.To < time.Today)
            ModelState.AddModelError("Absence.To", text["WorkingHours.PastDay"]);
        if (Absence.HasBadHours)
            ModelState.AddModelError("Absence.ToHour", text["WorkingHours.BadHours"]);
        if (!ModelState.IsValid)
            return Again();

        await keeper.AddAbsenceAsync(Specialist!.Id, Absence.ToAbsence(), HttpContext.Actor(), cancel);
        return Done();
    }

    public async Task<IActionResult> OnPostBackAsync(string? id, long absence, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        await keeper.RemoveAbsenceAsync(Specialist!.Id, absence, HttpContext.Actor(), cancel);
        return Done();
    }

    private async Task<bool> LoadAsync(string? id, CancellationToken cancel)
    {
        var (me, today) = (User.Id(), time.Today);
        var may = id is null || id == me || User.IsInRole(Roles.Administrator);
        Specialist = !may ? null : await db.Specialists.AsNoTracking().Include(s => s.Account).Include(s => s.Hours.Where(h => h.Date == null))
            .SingleOrDefaultAsync(s => s.Id == (id ?? me), cancel);
        if (Specialist is null)
        {
            await RecordedDenial.AnswerOfIdAsync(HttpContext);
            return false;
        }

        Dated = await DatedHours.ReadAsync(db, Specialist.Id, today, (ExtraPage, AbsencePage), Request.Path, cancel);
        return true;
    }

    private List<WorkingHours> ReadWeek()
    {
        List<WorkingHours> week = [];
        for (var i = 0; i < Week.Count; i++)
        {
            if (WeekText.Parse(Week[i], Input.Days.ElementAtOrDefault(i)) is { } day)
                week.AddRange(day);
            else
                ModelState.AddModelError($"Input.Days[{i}]", text["WorkingHours.BadDay"]);
        }

        return week;
    }

    private LocalRedirectResult Done()
    {
        Saved = true;
        return LocalRedirect(Request.Path);
    }

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public sealed class InputModel
    {
        /// <summary>The <see cref="Specialist.HoursStamp"/> of what the form was filled in over.</summary>
        public string? Seen { get; set; }

        /// <summary>Monday to Sunday.</summary>
        public List<string?> Days { get; set; } = [];

        [Range(Appointment.MinMinutes, Appointment.MaxMinutes, ErrorMessage = "Diary.BadLength")]
        public int AppointmentMinutes { get; set; }

        [Range(0, 120, ErrorMessage = "WorkingHours.BadGap")]
        public int GapMinutes { get; set; }

        [Range(0, 336, ErrorMessage = "WorkingHours.BadNotice")]
        public int NoticeHours { get; set; }

        [Range(1, 365, ErrorMessage = "WorkingHours.BadBookableDays")]
        public int BookableDays { get; set; }

        public OfferedTerms ToTerms() => new(AppointmentMinutes, GapMinutes, NoticeHours, BookableDays);

        public static InputModel Of(Specialist specialist) => new()
        {
            Days = [.. Week.Select(day => WeekText.Of(specialist.Hours, day))],
            AppointmentMinutes = specialist.AppointmentMinutes,
            GapMinutes = specialist.GapMinutes,
            NoticeHours = specialist.NoticeHours,
            BookableDays = specialist.BookableDays,
        };
    }
}
