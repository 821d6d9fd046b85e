using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Staff say how an appointment went. The buttons stand on its page and on the specialist's day; what they find changed comes here.</summary>
public sealed class MarkModel(Diary diary, JoinGate gate, ClinicDb db, ClinicTime time, IStringLocalizer<Text> text) : ChangePage(time, text)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public bool IsMarkable => Appointment.MarksAt(Time.UtcNow).Count > 0;

    /// <summary>The key of the sentence that says who was missing in the room, where that is known.</summary>
    public string? WordsOnWhoCame { get; private set; }

    public bool PatientWasThere { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();

        await LookAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();
        if (!ModelState.IsValid)
        {
            await LookAsync(cancel);
            return Again();
        }

        var answer = await diary.MarkAsync(Appointment, Seen.Version, Input.Mark, HttpContext.Actor(), cancel);
        Appointment = answer.Appointment!;
        if (answer.Refusal is not { } refusal)
            return Input.FromToday && Role is not null ? ToTheDay() : RedirectToPage("Details", new { id = Appointment.PublicId });

        Refuse(refusal);
        await LookAsync(cancel);
        return Again();
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var attendance = await db.AttendanceAsync(Appointment, cancel);
        PatientWasThere = attendance.WasThere(ParticipantRole.Patient);
        if (Appointment.Modality == Modality.Video && attendance.WhoCameTo(Appointment.Visit) is var who and not WhoCame.Unknown)
            WordsOnWhoCame = AttendanceView.KeyOf(who, Appointment, gate.HasClosed(Appointment, Time.UtcNow), User.Id());
    }

    private RedirectToPageResult ToTheDay()
        => RedirectToPage("/Today", new { day = $"{Time.ToLocal(Appointment.StartsAt):yyyy-MM-dd}" });

    public sealed class InputModel
    {
        public AppointmentStatus Mark { get; set; }

        public bool FromToday { get; set; }
    }
}
