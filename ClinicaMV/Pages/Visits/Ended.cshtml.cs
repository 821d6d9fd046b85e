using ClinicaMV.Visits;
using ClinicaMV.Web;

namespace ClinicaMV.Pages.Visits;

/// <summary>After the visit, or after leaving it: while the door is open there is a way back.</summary>
public sealed class EndedModel(JoinGate gate, TimeProvider clock) : AppointmentPage
{
    public JoinDecision Decision { get; private set; } = null!;

    public void OnGet() => Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
}
