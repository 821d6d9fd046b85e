using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>
/// A page that changes an appointment. Its form tells what the reader saw; when that is no longer so, nothing is changed, the page shows
/// both versions beside what was filled in, and pressing again is agreeing to the new one.
/// </summary>
public abstract class ChangePage(ClinicTime time, IStringLocalizer<Text> text) : AppointmentPage
{
    [BindProperty]
    public SeenAppointment Seen { get; set; } = new();

    /// <summary>For the page that shows what was done: the end of a key of its words.</summary>
    [TempData]
    public string? JustDone { get; set; }

    protected ClinicTime Time { get; } = time;

    protected IStringLocalizer<Text> Words { get; } = text;

    public bool IsStale => HttpMethods.IsPost(Request.Method) && Seen.Version != Appointment.Version;

    /// <summary>Why nothing can be changed any more: then there is no form.</summary>
    public DiaryRefusal? ChangeFault => Appointment.ChangeFaultAt(Time.UtcNow);

    /// <param name="field">Where the page asks for something else than the refusal expects.</param>
    protected void Refuse(DiaryRefusal refusal, string? field = null) => ModelState.AddModelError(field ?? FieldOf(refusal), Words[$"Diary.{refusal}"]);

    protected RedirectToPageResult ToDetails(string? done = null)
    {
        JustDone = done;
        return RedirectToPage("/Appointments/Details", new { id = Appointment.PublicId });
    }

    protected IActionResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    // Whose appointment it is stands on the page, but not in a field.
    private static string FieldOf(DiaryRefusal refusal) => refusal.Field() is var field && field is "Input.PatientId" or "Input.SpecialistId" ? "" : field;
}
