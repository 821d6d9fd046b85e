using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicaMV.Accounts;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Who comes along to the visit: the patient proposes, the specialist invites and decides; administrators look.</summary>
public sealed class CompanionsModel(CompanionKeeper keeper, IStringLocalizer<Text> text) : AppointmentPage
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>What has just been done, for a word about it.</summary>
    [TempData]
    public string? Done { get; set; }

    public CompanionsView View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Input.Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        await ReadAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return await AgainAsync(cancel);

        var who = new CompanionDetails(Input.Name!.Trim(), Input.Relationship!.Value, Input.Language, Input.Email!.Trim());
        var role = Role;
        if (await keeper.BringAsync(Appointment, who, HttpContext.Actor(), cancel) is { } refusal)
            return await RefuseAsync(refusal, cancel);

        Done = role == ClinicaMV.Appointments.ParticipantRole.Specialist ? "Invited" : "Proposed";
        return RedirectToPage("Companions", new { id = Appointment.PublicId });
    }

    /// <param name="link">The number of the companion's link on the form.</param>
    /// <param name="from">See <see cref="CompanionStepView"/>; the room's script wants no page.</param>
    public async Task<IActionResult> OnPostTakeAsync(string companion, CompanionStep step, int link, string? from, CancellationToken cancel)
    {
        // What the form for somebody new asks for has nothing to do with this one.
        ModelState.Clear();
        if (!Enum.IsDefined(step))
            return BadRequest();

        var refusal = await keeper.TakeAsync(step, Appointment, companion, link, HttpContext.Actor(), cancel);
        if (from == CompanionStepView.Room)
            return refusal is null ? new NoContentResult() : StatusCode(StatusCodes.Status409Conflict);
        if (refusal is { } no)
            return await RefuseAsync(no, cancel);
        if (from == CompanionStepView.Today)
            return RedirectToPage("/Today");

        Done = step.ToString();
        return RedirectToPage("Companions", new { id = Appointment.PublicId });
    }

    private Task<IActionResult> RefuseAsync(CompanionRefusal refusal, CancellationToken cancel)
    {
        ModelState.AddModelError("", text[$"Companion.Refusal.{refusal}"]);
        return AgainAsync(cancel);
    }

    private async Task<IActionResult> AgainAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task ReadAsync(CancellationToken cancel)
        => View = await CompanionsView.ReadAsync(keeper, Appointment, User.Id(), cancel);

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), StringLength(Companion.NameLength, ErrorMessage = "Field.TooLong")]
        [RegularExpression(PersonRules.Plain, ErrorMessage = "Field.Invalid")]
        public string? Name { get; set; }

        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(Relationship), ErrorMessage = "Field.Invalid")]
        public Relationship? Relationship { get; set; }

        [Required(ErrorMessage = "Field.Required"), MailAddress]
        public string? Email { get; set; }

        [RegularExpression("es|en", ErrorMessage = "Field.Invalid")]
        public string Language { get; set; } = "es";
    }
}
