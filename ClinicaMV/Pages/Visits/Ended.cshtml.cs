using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Visits;

/// <summary>After the visit, or after leaving it: while the door is open there is a way back.</summary>
public sealed class EndedModel(JoinGate gate, VisitFeedback feedback, ClinicDb db, TimeProvider clock) : AppointmentPage
{
    public JoinDecision Decision { get; private set; } = null!;

    /// <summary>Whether a way back leads straight into the room.</summary>
    public bool HasEntered => Appointment.Visit.HasEntered(Role!.Value);

    public bool MayRate => VisitFeedback.MayRate(Appointment, User.Id());

    /// <summary>The patient has just said how it was.</summary>
    [TempData]
    public bool Rated { get; set; }

    /// <summary>When both came and went, for the specialist, once it is over.</summary>
    public AttendanceView? Attendance { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
        if (Decision.Outcome is not (JoinOutcome.Open or JoinOutcome.Completed or JoinOutcome.TooLate))
            return RedirectToPage("Join", new { id = Appointment.PublicId });

        if (Role == ParticipantRole.Specialist && !Decision.IsOpen)
            Attendance = await AttendanceView.ReadAsync(db, Appointment, isOver: true, cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostRateAsync(int rating, CancellationToken cancel)
    {
        if (!await feedback.RateAsync(Appointment, rating, HttpContext.Actor(), cancel))
            return BadRequest();

        Rated = true;
        return RedirectToPage(new { id = Appointment.PublicId });
    }
}
