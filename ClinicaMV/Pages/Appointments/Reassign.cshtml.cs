using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff give an appointment to another specialist: a specialist their own, which is gone from their diary then, an administrator any.</summary>
public sealed class ReassignModel(Diary diary, FreeHours free, ClinicDb db, ClinicTime time, IStringLocalizer<Text> text) : ChangePage(time, text)
{
    private const int MostOffered = 30;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    /// <summary>Whoever is free at that hour first.</summary>
    public IReadOnlyList<SelectListItem> Specialists { get; private set; } = [];

    /// <summary>More than are offered: one looks for them by name.</summary>
    public bool HasMore { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();

        await LoadSpecialistsAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();
        if (!ModelState.IsValid)
            return await AgainAsync(cancel);

        var answer = await diary.ReassignAsync(Appointment, Seen.Version, Input.SpecialistId!, Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        if (answer.Refusal is { } refusal)
            return await RefusedAsync(refusal, cancel);

        return KeepsDiary ? ToDetails("Reassigned") : GivenAway();
    }

    // The first press has taken the appointment from its reader; the second is answered as that was.
    internal override async Task<IActionResult?> WithoutItAsync(string id, CancellationToken cancel)
        => HttpMethods.IsPost(Request.Method) && Input.SpecialistId is { } other && await diary.HasReassignedAsync(id, Seen.Version, other, HttpContext.Actor(), cancel) ? GivenAway() : null;

    private RedirectToPageResult GivenAway()
    {
        JustDone = "Reassigned";
        return RedirectToPage("Index");
    }

    // Somebody else may have given it away meanwhile: then it is no longer this reader's to see.
    private async Task<IActionResult> RefusedAsync(DiaryRefusal refusal, CancellationToken cancel)
    {
        if (!KeepsDiary)
            return RedirectToPage("Index");

        // The hour stays as it is: what is wrong with it is wrong with the choice.
        Refuse(refusal, refusal.Field().Length > 0 ? "Input.SpecialistId" : null);
        return await AgainAsync(cancel);
    }

    private async Task<IActionResult> AgainAsync(CancellationToken cancel)
    {
        await LoadSpecialistsAsync(cancel);
        return Again();
    }

    private async Task LoadSpecialistsAsync(CancellationToken cancel)
    {
        var others = db.Specialists.Where(s => s.Id != Appointment.SpecialistId && s.Id != Appointment.PatientId && s.Account.DisabledAt == null).Named(Query);
        var found = await free.WhoIsFreeAsync(others, Appointment.Span, MostOffered + 1, cancel);
        HasMore = found.Count > MostOffered;
        var (isFree, isNot) = (new SelectListGroup { Name = Words["Reassign.Free"] }, new SelectListGroup { Name = Words["Reassign.NotFree"] });
        Specialists = [.. found.Take(MostOffered).Select(f => new SelectListItem(f.Specialist.Account.FullName, f.Specialist.Id) { Group = f.IsFree ? isFree : isNot })];
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required")]
        public string? SpecialistId { get; set; }

        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(ChangeReason), ErrorMessage = "Field.Invalid")]
        public ChangeReason? Reason { get; set; }
    }
}
