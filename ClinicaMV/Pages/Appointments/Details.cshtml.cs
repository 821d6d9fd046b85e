using ClinicaMV.Appointments;
using ClinicaMV.Visits;
using ClinicaMV.Web;

namespace ClinicaMV.Pages.Appointments;

/// <summary>One appointment, for its participants and the reception.</summary>
public sealed class DetailsModel(JoinGate gate, TimeProvider clock) : AppointmentPage
{
    public JoinDecision Decision { get; private set; } = null!;

    public bool MayChange => Appointment.Status == AppointmentStatus.Booked && KeepsDiary;

    public void OnGet() => Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
}
