using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments;

/// <summary>One appointment, for its participants and the reception.</summary>
public sealed class DetailsModel(JoinGate gate, VisitDoor door, ClinicDb db, ClinicTime time, IOptions<ClinicOptions> clinic) : AppointmentPage
{
    /// <inheritdoc cref="ChangePage.JustDone"/>
    [TempData]
    public string? JustDone { get; set; }

    public JoinDecision Decision { get; private set; } = null!;

    public bool CanBeChanged => Appointment.ChangeFaultAt(time.UtcNow) is null;

    public bool MayChange => CanBeChanged && KeepsDiary;

    /// <summary>Until when the patient who reads this may move or cancel.</summary>
    public DateTime ChangesUntil => time.ChangesUntil(Appointment.StartsAt);

    public bool MayStillChange => !time.IsTooLateToChange(Appointment.StartsAt);

    public bool PatientMayMove => clinic.Value.PatientsMayBook;

    /// <summary>What has begun can have a next time.</summary>
    public bool MayFollowUp => KeepsDiary && Appointment.StartsAt <= time.UtcNow;

    public bool MayAskAgain => Decision.MayAskAgain(clinic.Value);

    public bool MayRenewRoom => KeepsDiary && door.MayRenewRoom(Appointment);

    /// <summary>Of a video visit that has begun or in which somebody has been, for those who keep it.</summary>
    public AttendanceView? Attendance { get; private set; }

    /// <summary>What is known of the patient's devices, for those who keep the appointment.</summary>
    public DeviceCheck? Devices { get; private set; }

    /// <summary>Who comes along to the video visit.</summary>
    public CompanionsView? Companions { get; private set; }

    public async Task OnGetAsync([FromServices] CompanionKeeper keeper, CancellationToken cancel)
    {
        Decision = gate.Decide(User.Id(), Appointment, time.UtcNow);
        if (await CompanionsView.ReadAsync(keeper, Appointment, User.Id(), cancel) is { IsWorthShowing: true } companions)
            Companions = companions;
        if (!KeepsDiary || Appointment.Modality != Modality.Video)
            return;

        if (DeviceChecks.Count(Appointment))
            Devices = (await db.DevicesOfPatientsAsync([Appointment], time.UtcNow, cancel)).GetValueOrDefault(Appointment.Id);
        var attendance = await AttendanceView.ReadAsync(db, Appointment, gate.HasClosed(Appointment, time.UtcNow), cancel);
        if (attendance.Rows.Count > 0 || (Appointment.StartsAt <= time.UtcNow && Appointment.Status != AppointmentStatus.Cancelled))
            Attendance = attendance;
    }

    public async Task<IActionResult> OnPostNewRoomAsync(bool fromRoom, CancellationToken cancel)
    {
        if (!KeepsDiary)
            return NotFound();

        JustDone = await door.RenewRoomAsync(Appointment, HttpContext.Actor(), cancel) && !fromRoom ? "RoomRenewed" : null;
        return fromRoom && Role is not null
            ? RedirectToPage("/Visits/Room", new { id = Appointment.PublicId })
            : RedirectToPage("Details", new { id = Appointment.PublicId });
    }
}
