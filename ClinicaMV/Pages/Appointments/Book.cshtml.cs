using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff book an hour for a patient: a specialist with themselves, an administrator with anybody.</summary>
public sealed class BookModel(Diary diary, FreeHours free, ClinicDb db, ClinicTime time, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public IReadOnlyList<SelectListItem> Patients { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Specialists { get; private set; } = [];

    public HourLinks? Next { get; private set; }

    public bool ForAnySpecialist => User.IsInRole(Roles.Administrator);

    public async Task OnGetAsync([FromQuery] HourWish wish, CancellationToken cancel)
    {
        // An odd address fills in nothing, and is not the reader's mistake.
        ModelState.Clear();
        Input = new() { PatientId = wish.PatientId, SpecialistId = wish.SpecialistId };
        Input.Hour.Date = time.Today.AddDays(1);
        wish.Fill(Input.Hour, time);
        await LoadListsAsync(cancel);
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
            return RedirectToPage("Details", new { id = answer.Appointment!.PublicId });
        if (refusal.IsOfTheHour())
            Next = new(await free.InsteadOfAsync(hour, Input.SpecialistId!, Input.PatientId, cancel), AddressOf);
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
        await LoadListsAsync(cancel);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task LoadListsAsync(CancellationToken cancel)
    {
        Patients = await db.Patients.OrderBy(p => p.Account.FullName)
            .Select(p => new SelectListItem(p.Account.FullName, p.Id)).ToListAsync(cancel);
        Specialists = await db.Specialists.OrderBy(s => s.Account.FullName)
            .Select(s => new SelectListItem(s.Account.FullName, s.Id)).ToListAsync(cancel);
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required")]
        public string? PatientId { get; set; }

        [Required(ErrorMessage = "Field.Required")]
        public string? SpecialistId { get; set; }

        public HourInput Hour { get; set; } = new();
    }
}
