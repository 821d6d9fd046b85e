using ClinicaMV.Appointments;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>
/// A page that changes an appointment. Its form tells what the reader saw; when that is no longer so, nothing is changed, the page shows
/// both versions beside what was filled in, and pressing again is agreeing to the new one.
/// </summary>
public abstract class ChangePage(IStringLocalizer<Text> text) : AppointmentPage
{
    [BindProperty]
    public SeenAppointment Seen { get; set; } = new();

    protected IStringLocalizer<Text> Words { get; } = text;

    public bool IsStale => HttpMethods.IsPost(Request.Method) && Seen.Version != Appointment.Version;

    /// <param name="field">Where the page asks for something else than the refusal expects.</param>
    protected void Refuse(DiaryRefusal refusal, string? field = null) => ModelState.AddModelError(field ?? FieldOf(refusal), Words[$"Diary.{refusal}"]);

    protected IActionResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    // Whose appointment it is stands on the page, but not in a field.
    private static string FieldOf(DiaryRefusal refusal) => refusal.Field() is var field && field is "Input.PatientId" or "Input.SpecialistId" ? "" : field;
}
