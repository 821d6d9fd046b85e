using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Pages.Patients;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff book an hour, a specialist for their patients with themselves, an administrator for anybody: first whom, then with whom, then when.</summary>
[OnRecord(AuditKind.PeopleListed)]
public sealed class BookModel(Diary diary, FreeHours free, ClinicDb db, AuditTrail trail, ClinicTime time, IStringLocalizer<Text> text) : PageModel, IShowsSomebody
{
    private const int PageSize = 20;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    /// <summary>For whom; while nobody has been chosen the page is the search.</summary>
    public Row? Patient { get; private set; }

    public string? ShownPersonId => Patient?.Id;

    public IReadOnlyList<Row> Found { get; private set; } = [];

    public bool HasMore { get; private set; }

    /// <summary>With whom; while an administrator has yet to choose, the page is the list.</summary>
    public With? Specialist { get; private set; }

    public SpecialistList Specialists { get; private set; } = SpecialistList.None;

    public IReadOnlyList<string> Specialities { get; private set; } = [];

    /// <summary>Nobody of the speciality that was asked for has an hour.</summary>
    public bool NothingFree { get; private set; }

    public HourLinks? Next { get; private set; }

    /// <inheritdoc cref="ChangePage.JustDone"/>
    [TempData]
    public string? JustDone { get; set; }

    public bool ForAnySpecialist => User.IsInRole(Roles.Administrator);

    public async Task<IActionResult> OnGetAsync([FromQuery] HourWish wish, string? speciality, CancellationToken cancel)
    {
        // An odd address fills in nothing, and is not the reader's mistake.
        ModelState.Clear();
        Input = new() { PatientId = wish.PatientId, SpecialistId = ForAnySpecialist ? wish.SpecialistId : User.Id() };
        await LoadPatientAsync(cancel);
        if (Patient is null && wish.PatientId is { } stranger)
        {
            await db.RecordStrangerAsync(trail, HttpContext, stranger);
            return NotFound();
        }

        if (Patient is null)
            return Page();
        if (ForAnySpecialist && speciality is { Length: > 0 })
        {
            if (await free.FirstOfSpecialityAsync(speciality, new(Patient.Id, IsStaff: true), cancel) is { } first)
                return RedirectToPage("Book", new { wish.PatientId, SpecialistId = first.Specialist.Id, at = ChosenInstant.Write(first.StartsAt) });
            NothingFree = true;
        }

        await LoadSpecialistAsync(cancel);
        if (Specialist is { IsDisabled: false })
            await FillAsync(wish, cancel);
        return Page();
    }

    private async Task FillAsync(HourWish wish, CancellationToken cancel)
    {
        Input.Hour = new() { Minutes = Specialist!.Minutes };
        wish.Fill(Input.Hour, time);
        await LoadNextAsync(cancel);
        Input.Hour.Date ??= time.Today.AddDays(1);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ForAnySpecialist)
        {
            Input.SpecialistId = User.Id();
            ModelState.ClearValidationState("Input.SpecialistId");
            ModelState.MarkFieldValid("Input.SpecialistId");
        }

        if (!ModelState.IsValid)
            return await AgainAsync(cancel);
        if (Input.Hour.ToPlan(time) is not { } hour)
            return await RefusedAsync(DiaryRefusal.NotAnHour, cancel);

        var answer = await diary.BookAsync(Input.PatientId!, Input.SpecialistId!, hour, HttpContext.Actor(), cancel);
        if (answer.Refusal is not { } refusal)
        {
            JustDone = "Booked";
            return RedirectToPage("Details", new { id = answer.Appointment!.PublicId });
        }

        if (refusal == DiaryRefusal.NotYourPatient)
            await db.RecordStrangerAsync(trail, HttpContext, Input.PatientId!);
        return await RefusedAsync(refusal, cancel);
    }

    private Task<IActionResult> RefusedAsync(DiaryRefusal refusal, CancellationToken cancel)
    {
        ModelState.AddModelError(refusal.Field(), text[$"Diary.{refusal}"]);
        return AgainAsync(cancel);
    }

    private string? AddressOf(FreeHour hour)
        => Url.Page("Book", new { Input.PatientId, Input.SpecialistId, at = ChosenInstant.Write(hour.StartsAt), Input.Hour.Minutes, how = Input.Hour.Modality });

    private async Task<IActionResult> AgainAsync(CancellationToken cancel)
    {
        await LoadPatientAsync(cancel);
        if (Patient is not null)
            await LoadSpecialistAsync(cancel);
        if (Specialist is { IsDisabled: false })
            await LoadNextAsync(cancel);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task LoadPatientAsync(CancellationToken cancel)
    {
        var patients = db.Patients.VisibleTo(User, db).Where(p => p.Account.DisabledAt == null);
        Patient = await patients.Where(p => p.Id == Input.PatientId).Select(p => new Row(p.Id, p.Account.FullName)).SingleOrDefaultAsync(cancel);
        if (Patient is null)
            await SearchAsync(patients, cancel);
    }

    private async Task LoadSpecialistAsync(CancellationToken cancel)
    {
        Specialist = await db.Specialists.Where(s => s.Id == Input.SpecialistId)
            .Select(s => new With(s.Account.FullName, s.AppointmentMinutes, s.Account.DisabledAt != null)).SingleOrDefaultAsync(cancel);
        // Whom a form names is shown with what is wrong with them; an address that names them chooses nobody.
        if (Specialist is not null && (!Specialist.IsDisabled || HttpMethods.IsPost(Request.Method)))
            return;

        Specialist = null;
        Specialists = await SpecialistList.ReadAsync(db.Specialists.Where(s => s.Account.DisabledAt == null), Query, PageNumber, cancel);
        if (Specialists.Page == 1 && string.IsNullOrWhiteSpace(Query))
            Specialities = await SpecialistList.SpecialitiesAsync(db.Specialists.Working(time.Today), cancel);
    }

    /// <summary>What is free, so that nobody has to try hours one by one.</summary>
    private async Task LoadNextAsync(CancellationToken cancel)
    {
        var asker = new Asker(Input.PatientId, Length: Input.Hour.Length, IsStaff: true);
        Next = Input.Hour.StartsAt(time) is { } wished
            ? new(await free.NearestAsync(s => s.Id == Input.SpecialistId, wished, FreeHours.Few, asker, cancel), AddressOf) { AreNearest = true }
            : new(await free.NextAsync(s => s.Id == Input.SpecialistId, Input.Hour.DayOn(time), FreeHours.Few, asker, cancel), AddressOf);
    }

    private async Task SearchAsync(IQueryable<People.Patient> patients, CancellationToken cancel)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await patients.Named(Query).OrderBy(p => Names.Fold(p.Account.FullName)).ThenBy(p => p.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .Select(p => new Row(p.Id, p.Account.FullName)).ToListAsync(cancel);
        (Found, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
    }

    public sealed record Row(string Id, string Name);

    /// <param name="Minutes">How long their appointments are.</param>
    public sealed record With(string Name, int Minutes, bool IsDisabled);

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required")]
        public string? PatientId { get; set; }

        [Required(ErrorMessage = "Field.Required")]
        public string? SpecialistId { get; set; }

        public HourInput Hour { get; set; } = new();
    }
}
