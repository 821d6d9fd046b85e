using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Appointments;

/// <summary>One appointment, for its participants and the reception.</summary>
public sealed class DetailsModel(JoinGate gate, TimeProvider clock) : AppointmentPage
{
    [TempData]
    public bool JustBooked { get; set; }

    public JoinDecision Decision { get; private set; } = null!;

    public bool MayChange => Appointment.Status == AppointmentStatus.Booked
        && (Role == ParticipantRole.Specialist || User.IsInRole(Roles.Administrator));

    public void OnGet() => Decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
}
