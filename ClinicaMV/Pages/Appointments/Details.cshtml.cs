using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Appointments;

/// <summary>One appointment, for its participants and the reception.</summary>
public sealed class DetailsModel(JoinGate gate, ClinicTime time) : AppointmentPage
{
    [TempData]
    public bool JustBooked { get; set; }

    public JoinDecision Decision { get; private set; } = null!;

    public bool MayChange => Appointment.Status == AppointmentStatus.Booked && KeepsDiary;

    /// <summary>Until when the patient who reads this may cancel.</summary>
    public DateTime CancelsUntil => time.ChangesUntil(Appointment.StartsAt);

    public bool MayStillCancel => time.UtcNow <= CancelsUntil;

    public void OnGet() => Decision = gate.Decide(User.Id(), Appointment, time.UtcNow);
}
