using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Visits;

/// <summary>After the visit, or after leaving it: while the door is open there is a way back.</summary>
public sealed class EndedModel(JoinGate gate, VisitFeedback feedback, TimeProvider clock) : AppointmentPage
{
    public JoinDecision Decision { get; private set; } = null!;

    /// <summary>Whether a way back leads straight into the room.</summary>
    public bool HasEntered => Appointment.Visit.HasEntered(Role!.Value, Decision.Window);

    public bool MayRate => VisitFeedback.MayRate(Appointment, User.Id());

    /// <summary>The patient has just said how it was.</summary>
    [TempData]
    public bool Rated { get; set; }

    public IActionResult OnGet()
    {
        Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
        return Decision.Outcome is JoinOutcome.Open or JoinOutcome.Completed or JoinOutcome.TooLate
            ? Page()
            : RedirectToPage("Join", new { id = Appointment.PublicId });
    }

    public async Task<IActionResult> OnPostRateAsync(int rating, CancellationToken cancel)
    {
        if (rating is < VisitFeedback.Worst or > VisitFeedback.Best || !await feedback.RateAsync(Appointment, rating, HttpContext.Actor(), cancel))
            return BadRequest();

        Rated = true;
        return RedirectToPage(new { id = Appointment.PublicId });
    }
}
