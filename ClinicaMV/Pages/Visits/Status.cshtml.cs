using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Visits;

/// <summary>How the visit stands, as JSON for the waiting page and the room to ask. Ids and names have no place in it.</summary>
[NotOnRecord("asked every few seconds by a page that is on record")]
public sealed class StatusModel(JoinGate gate, TimeProvider clock) : AppointmentPage
{
    public IActionResult OnGet()
    {
        var decision = gate.Decide(User.Id(), Appointment, clock.GetUtcNow().UtcDateTime);
        return new JsonResult(new
        {
            mustWait = gate.MustWait(Appointment, Role!.Value),
            ended = !decision.IsOpen && decision.Outcome != JoinOutcome.TooEarly,
            room = Appointment.Visit.RoomTag,
        });
    }
}
