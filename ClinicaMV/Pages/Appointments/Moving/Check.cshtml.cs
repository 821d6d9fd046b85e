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

    public async Task<IActionResult> OnGetAsync(ChangeReason? reason, CancellationToken cancel)
    {
        if (Closed() is { } closed)
            return closed;
        if (ChosenInstant.Read(At) == Appointment.StartsAt)
            return ToDetails();

        // An odd address chooses nothing, and is not the reader's mistake.
        ModelState.Clear();
        Input.Reason = reason;
        await LookAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Closed() is { } closed)
            return closed;
        if (ChosenInstant.Read(At) is not { } at)
        {
            await LoseAsync(null, cancel);
            return Again();
        }

        if (!ModelState.IsValid)
        {
            await LookAsync(cancel);
            return Again();
        }

        var answer = await diary.MoveAsync(Appointment, Seen.Version, new(at, Appointment.Length, Appointment.Modality), Input.Reason!.Value, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        return answer.Refusal is { } refusal ? await RefusedAsync(refusal, cancel) : ToDetails(IsStale ? "Moved" : null);
    }

    private async Task<IActionResult> RefusedAsync(DiaryRefusal refusal, CancellationToken cancel)
    {
        if (refusal.Field() is "" or "Input.Reason" or "Input.PatientId")
        {
            Refuse(refusal);
            await LookAsync(cancel);
        }
        else
        {
            await LoseAsync(refusal, cancel);
        }

        return Again();
    }

    // The hour, or why it is none, and others.
    private async Task LookAsync(CancellationToken cancel)
    {
        var at = ChosenInstant.Read(At);
        if (at is { } wished)
            Hour = (await ListAsync(Time.DayAt(wished), Time.DayAt(wished), cancel)).FirstOrDefault(h => h.StartsAt == wished);
        if (Hour is null)
            await LoseAsync(at is { } lost ? await WhyNotAsync(lost, cancel) : null, cancel);
    }

    private async Task LoseAsync(DiaryRefusal? why, CancellationToken cancel)
        => Next = await HourLinks.InsteadOfAsync(ChosenInstant.Read(At), Time, from => NextAsync(from, cancel), ToCheckWithReason) with { Why = why };

    private string? ToCheckWithReason(FreeHour hour) => Url.Page("Check", new { id = Appointment.PublicId, at = ChosenInstant.Write(hour.StartsAt), Input.Reason });

    public sealed class InputModel
    {
        [Required(ErrorMessage = "Field.Required"), EnumDataType(typeof(ChangeReason), ErrorMessage = "Field.Invalid")]
        public ChangeReason? Reason { get; set; }
    }
}
