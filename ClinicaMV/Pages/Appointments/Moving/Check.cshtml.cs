using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Moving;

/// <summary>The old hour and the new one, and why; the one step that changes something.</summary>
public sealed class CheckModel(Diary diary, FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic, IStringLocalizer<Text> text)
    : MovingPage(free, time, clinic, text)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>The chosen instant, see <see cref="ChosenInstant"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? At { get; set; }

    /// <summary>Nothing when the hour is not, or no longer, free.</summary>
    public FreeHour? Hour { get; private set; }

    public HourLinks Next { get; private set; } = null!;

    /// <summary>For the page that shows what was changed.</summary>
    [TempData]
    public bool JustMoved { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Closed() is { } closed)
            return closed;

        await FindAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Closed() is { } closed)
            return closed;
        if (!await FindAsync(cancel) || !ModelState.IsValid)
            return Again();

        var plan = new PlannedHour(Hour!.StartsAt, Hour.Length, Appointment.Modality);
        var answer = await diary.MoveAsync(Appointment, Seen.Version, plan, Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        if (answer.Refusal is { } refusal)
            return await RefusedAsync(refusal, cancel);

        JustMoved = true;
        return RedirectToPage("/Appointments/Details", new { id = Appointment.PublicId });
    }

    private async Task<IActionResult> RefusedAsync(DiaryRefusal refusal, CancellationToken cancel)
    {
        if (refusal.IsOfTheHour())
            await LoseAsync(cancel);
        else
            Refuse(refusal);
        return Again();
    }

    private async Task<bool> FindAsync(CancellationToken cancel)
    {
        if (ChosenInstant.Read(At) is { } at)
            Hour = (await ListAsync(Time.DayAt(at), Time.DayAt(at), cancel)).FirstOrDefault(h => h.StartsAt == at);
        if (Hour is null)
            await LoseAsync(cancel);
        return Hour is not null;
    }

    private async Task LoseAsync(CancellationToken cancel)
    {
        Hour = null;
        Next = new(await NextAsync(ChosenInstant.Read(At) is { } at ? Time.DayAt(at) : Time.Today, cancel), ToCheck);
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(ChangeReason), ErrorMessage = "Field.Invalid")]
        public ChangeReason? Reason { get; set; }
    }
}
