using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>One person: changing what is known of them, inviting again, enabling, and what a disabled person has left in the diary.</summary>
[OnRecord(AuditKind.PersonOpened)]
public sealed class PersonModel(PeopleKeeper keeper, SessionKeeper sessions, ClinicDb db, ClinicTime time, IStringLocalizer<Text> text) : PersonPage(db, time)
{
    private const int PageSize = 20;

    public InputModel Input { get; private set; } = new();

    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    /// <summary>What has just been done: a code of <c>Person.Done.*</c>.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Whether the form was written over an older state: then the page shows how the person is now.</summary>
    public bool WasStale { get; private set; }

    /// <summary>Of a disabled person: what somebody has to give to others, or cancel.</summary>
    public IReadOnlyList<Appointment> Left { get; private set; } = [];

    public bool HasMore { get; private set; }

    public int OpenSessions { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        Input = InputModel.Of(Person, Speciality);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, [Bind(Prefix = "Input")] InputModel input, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        Input = input;
        if (!ModelState.IsValid)
            return Again();
        var refusal = await keeper.ChangeAsync(id, Input.Stamp, Input.ToDetails(Speciality), HttpContext.Actor(), cancel);
        return refusal is null ? DoneWith("Changed", id) : await RefusedAsync(refusal.Value, cancel);
    }

    public async Task<IActionResult> OnPostInviteAsync(string id, [FromServices] MailBrakes brakes, CancellationToken cancel)
        => await DoAsync(id, "Invited", async (_, by, _) => await brakes.HoldBackInvitationAsync(Person.Email!, cancel)
            ? PersonRefusal.TooMany
            : await keeper.InviteAgainAsync(id, by, cancel), cancel);

    public async Task<IActionResult> OnPostEnableAsync(string id, CancellationToken cancel)
        => await DoAsync(id, "Enabled", keeper.EnableAsync, cancel);

    public async Task<IActionResult> OnPostEndSessionsAsync(string id, CancellationToken cancel)
        => await DoAsync(id, "SessionsEnded", keeper.EndSessionsAsync, cancel);

    public async Task<IActionResult> OnPostDropSecondStepAsync(string id, CancellationToken cancel)
        => await DoAsync(id, "SecondStepDropped", keeper.DropSecondStepAsync, cancel);

    private async Task<IActionResult> DoAsync(
        string id, string done, Func<string, Auditing.Actor, CancellationToken, Task<PersonRefusal?>> verb, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();

        ModelState.Clear();
        Input = InputModel.Of(Person, Speciality);
        return await verb(id, HttpContext.Actor(), cancel) is { } refusal ? await RefusedAsync(refusal, cancel) : DoneWith(done, id);
    }

    // What was typed stays; pressing again is agreeing to what the page says of the person now.
    private async Task<IActionResult> RefusedAsync(PersonRefusal refusal, CancellationToken cancel)
    {
        await LoadAsync(Person.Id, cancel);
        WasStale = refusal == PersonRefusal.ChangedMeanwhile;
        ModelState.Remove("Input.Stamp");
        Input.Stamp = Person.ConcurrencyStamp;
        ModelState.AddModelError(refusal == PersonRefusal.EmailTaken ? "Input.Email" : "", text[$"Person.{refusal}"]);
        return Again();
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel))
            return false;
        OpenSessions = (await sessions.OfAsync(id, cancel)).Count;
        if (!Person.IsDisabled)
            return true;

        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var found = await Coming().WithPeople().OrderBy(a => a.StartsAt).ThenBy(a => a.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancel);
        (Left, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
        return true;
    }

    private RedirectToPageResult DoneWith(string what, string id)
    {
        Done = what;
        return RedirectToPage(new { id });
    }

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public sealed class InputModel : PersonInput
    {
        /// <summary>The state that was on the screen.</summary>
        [Required]
        public string? Stamp { get; set; }

        [StringLength(PersonRules.PhoneLength, ErrorMessage = "Field.TooLong"), RegularExpression(PersonRules.Phone, ErrorMessage = "Person.BadPhone")]
        public string? Phone { get; set; }

        public PersonDetails ToDetails(string? speciality) => new(
            FullName!.Trim(), Email!.Trim(), Phone?.Trim() ?? "", Language, speciality is null ? "" : Speciality?.Trim() ?? "");

        public static InputModel Of(ClinicUser person, string? speciality) => new()
        {
            Stamp = person.ConcurrencyStamp,
            FullName = person.FullName,
            Email = person.Email,
            Phone = person.PhoneNumber,
            Language = person.Language,
            Speciality = speciality,
        };
    }
}
