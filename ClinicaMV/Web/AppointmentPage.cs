using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Web;

/// <summary>A page about one appointment. <see cref="AppointmentFilter"/> hands it over before any handler runs.</summary>
[OnRecord(AuditKind.AppointmentOpened)]
public abstract class AppointmentPage : PageModel
{
    public Appointment Appointment { get; internal set; } = null!;

    /// <summary>What is answered in place of 404 to whoever may not, or no longer, see the appointment; as a rule nothing.</summary>
    internal virtual Task<IActionResult?> WithoutItAsync(string id, CancellationToken cancel) => Task.FromResult<IActionResult?>(null);

    /// <summary>What the reader is in this appointment; nothing for an administrator who keeps the diary.</summary>
    public ParticipantRole? Role => Appointment.RoleOf(User.Id());

    /// <summary>Whether the reader keeps this appointment: its specialist, or an administrator.</summary>
    public bool KeepsDiary => Role == ParticipantRole.Specialist || User.IsInRole(Roles.Administrator);
}
