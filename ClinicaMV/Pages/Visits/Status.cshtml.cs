using ClinicaMV.Appointments;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Visits;

/// <summary>How the visit stands, as JSON for the waiting page and the room to ask. Ids and names have no place in it.</summary>
public sealed class StatusModel(JoinGate gate, TimeProvider clock) : AppointmentPage
{
    public IActionResult OnGet()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var decision = gate.Decide(User.Id(), Appointment, now);
        return new JsonResult(new
        {
            outcome = decision.Outcome.ToString(),
            opensAt = decision.Window.OpensAt,
            closesAt = decision.Window.ClosesAt,
            now,
            mustWait = gate.MustWait(Appointment, decision.Role ?? ParticipantRole.Patient),
            patientWaitingSince = decision.IsOpen ? Appointment.Visit.PatientEnteredAt : null,
            ended = !decision.IsOpen && decision.Outcome != JoinOutcome.TooEarly,
        });
    }
}
