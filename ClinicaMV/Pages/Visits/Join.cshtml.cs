using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Visits;

/// <summary>
/// The page behind the button in the mail. Looking at it changes nothing, since mail scanners and prefetchers look too;
/// only the press on Enter does.
/// </summary>
[NotOnRecord("mail scanners look too; the press on Enter is on record")]
public sealed class JoinModel(JoinGate gate, VisitDoor door, TimeProvider clock, IOptions<ClinicOptions> clinic) : AppointmentPage
{
    public JoinDecision Decision { get; private set; } = null!;

    /// <summary>The patient has no visit here any more and may look for another hour.</summary>
    public bool MayAskAgain => Role == ParticipantRole.Patient && clinic.Value.PatientsMayBook
        && Decision.Outcome is JoinOutcome.TooLate or JoinOutcome.Cancelled or JoinOutcome.NoShow;

    public void OnGet() => Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Decision = await door.EnterAsync(Appointment, HttpContext.Actor(), cancel);
        if (Decision.IsOpen)
            return new SeeOther(Url.Page("Room", new { id = Appointment.PublicId })!);

        Response.StatusCode = Decision.Outcome switch
        {
            JoinOutcome.TooEarly or JoinOutcome.TooLate => StatusCodes.Status423Locked,
            JoinOutcome.NotParticipant => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        return Page();
    }
}
