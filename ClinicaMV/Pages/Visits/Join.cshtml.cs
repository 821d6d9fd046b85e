using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Jitsi;
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
public sealed class JoinModel(JoinGate gate, VisitDoor door, VideoServerReach reach, TimeProvider clock, IOptions<ClinicOptions> clinic) : AppointmentPage
{
    public JoinDecision Decision { get; private set; } = null!;

    public bool MayAskAgain => Decision.MayAskAgain(clinic.Value);

    /// <summary>The specialist has told the patient that it gets later, and there is still to be a visit.</summary>
    public bool IsDelayed => Decision is { Role: ParticipantRole.Patient, Outcome: JoinOutcome.Open or JoinOutcome.TooEarly }
        && Appointment.SpecialistAt(clock.GetUtcNow().UtcDateTime) == SpecialistState.Delayed;

    /// <summary>The door is open, and the video server does not answer us. Enter works all the same.</summary>
    public bool IsServerSilent { get; private set; }

    public async Task OnGetAsync()
    {
        Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
        IsServerSilent = Decision.IsOpen && !await reach.AnswersAsync();
    }

    /// <summary>Enters if the video server answers by now; if not, that is on record.</summary>
    public async Task<IActionResult> OnPostTryAgainAsync([FromServices] PageReports reports, CancellationToken cancel)
    {
        await OnGetAsync();
        if (!IsServerSilent)
            return await OnPostAsync(cancel);

        await reports.SilenceToldAsync(Appointment, HttpContext.Actor(), cancel);
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Page();
    }

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
