using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Visits;

/// <summary>After the visit, or after leaving it: while the door is open there is a way back.</summary>
public sealed class EndedModel(JoinGate gate, TimeProvider clock) : AppointmentPage
{
    public JoinDecision Decision { get; private set; } = null!;

    public IActionResult OnGet()
    {
        Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
        return Decision.Outcome is JoinOutcome.Open or JoinOutcome.Completed or JoinOutcome.TooLate
            ? Page()
            : RedirectToPage("Join", new { id = Appointment.PublicId });
    }
}
