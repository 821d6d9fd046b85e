using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments;

/// <summary>One appointment, for its participants and the reception.</summary>
public sealed class DetailsModel(JoinGate gate, ClinicTime time, IOptions<ClinicOptions> clinic) : AppointmentPage
{
    [TempData]
    public bool JustBooked { get; set; }

    [TempData]
    public bool JustMoved { get; set; }

    public JoinDecision Decision { get; private set; } = null!;

    public bool MayChange => Appointment.Status == AppointmentStatus.Booked && KeepsDiary;

    /// <summary>Until when the patient who reads this may move or cancel.</summary>
    public DateTime ChangesUntil => time.ChangesUntil(Appointment.StartsAt);

    public bool MayStillChange => !time.IsTooLateToChange(Appointment.StartsAt);

    public bool PatientMayMove => clinic.Value.PatientsMayBook;

    /// <summary>What has begun can have a next time.</summary>
    public bool MayFollowUp => KeepsDiary && Appointment.StartsAt <= time.UtcNow && !Appointment.Patient.Account.IsDisabled;

    public void OnGet() => Decision = gate.Decide(User.Id(), Appointment, time.UtcNow);
}
