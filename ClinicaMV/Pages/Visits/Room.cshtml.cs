using ClinicaMV.Appointments;
using ClinicaMV.Jitsi;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Visits;

/// <summary>The room itself, for whoever has pressed Enter in this window; asked again, it passes the gate again.</summary>
[NotOnRecord("the room itself is on record")]
[Allows(Allowance.VideoRoom), Redact]
public sealed class RoomModel(VisitDoor door, VisitFeedback feedback, WaitingWords words, TimeProvider clock, IOptions<JitsiOptions> jitsi) : AppointmentPage
{
    /// <summary><see langword="null"/> while the patient waits for the specialist.</summary>
    public IssuedRoom? Room { get; private set; }

    /// <summary>The step of the ladder that has led here, for which the page asks whether it helped.</summary>
    [BindProperty(SupportsGet = true)]
    public TroubleStep? Tried { get; set; }

    public JoinDecision Decision { get; private set; } = null!;

    public string WaitingWords => words.Of(Appointment, Appointment.SpecialistAt(clock.GetUtcNow().UtcDateTime));

    public bool IsSpecialist => Role == ParticipantRole.Specialist;

    /// <summary>Handed to the video server's page only where the clinic wants that.</summary>
    public string? DisplayName => jitsi.Value.ShareDisplayNames ? User.Name() : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var answer = await door.OpenRoomAsync(Appointment, HttpContext.Actor(), cancel);
        (Decision, Room) = (answer.Decision, answer.Room);
        if (Decision.Outcome == JoinOutcome.Completed || (Decision.Outcome == JoinOutcome.TooLate && Appointment.Visit.HasEntered(Role!.Value)))
            return RedirectToPage("Ended", new { id = Appointment.PublicId });

        return answer.HasEntered ? Page() : RedirectToPage("Join", new { id = Appointment.PublicId });
    }

    // A look at the headers is not a visit: no room is made for it.
    public IActionResult OnHead() => RedirectToPage("Join", new { id = Appointment.PublicId });

    /// <summary>Those at the door and those who are in, for the specialist's script; 304 while it is the same.</summary>
    public async Task<IActionResult> OnGetCompanionsAsync([FromServices] CompanionKeeper keeper, CancellationToken cancel)
    {
        if (!IsSpecialist)
            return NotFound();

        var here = (await keeper.OfAsync(Appointment, cancel)).Where(c => c.IsWaiting || c.IsAdmitted).ToList();
        return HttpContext.Knows(string.Join('.', here.Select(c => $"{c.Id}-{c.Version}")))
            ? StatusCode(StatusCodes.Status304NotModified)
            : Partial("_CompanionsHere", new CompanionsHere(Appointment, here));
    }

    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancel)
        => await door.EndAsync(Appointment, HttpContext.Actor(), cancel)
            ? RedirectToPage("Ended", new { id = Appointment.PublicId })
            : RedirectToPage("Join", new { id = Appointment.PublicId });

    public async Task<IActionResult> OnPostReportAsync(string what, [FromServices] PageReports reports, CancellationToken cancel)
        => await reports.TakeAsync(Appointment, what, HttpContext.Actor(), cancel) ? new NoContentResult() : BadRequest();

    public async Task<IActionResult> OnPostTroubleAsync(TroubleStep? step, CancellationToken cancel)
        => step is { } known && Enum.IsDefined(known) && await feedback.TroubleAsync(Appointment, known, HttpContext.Actor(), cancel)
            ? new NoContentResult()
            : BadRequest();
}
