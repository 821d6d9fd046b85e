using ClinicaMV.Appointments;
using ClinicaMV.Data;

namespace ClinicaMV.Visits;

/// <summary>
/// The rooms that somebody, or who comes along with them, may have been given: a token would open them until the window ends. Whatever ends
/// the person's sessions asks for these, hence it cannot forget them.
/// </summary>
public sealed class EnteredRooms(ClinicDb db, IReadOnlyList<Appointment> entered)
{
    /// <summary>With the next save. Whoever may still come in is given the new room by the page they are on.</summary>
    public void Renew()
    {
        foreach (var appointment in entered)
        {
            appointment.RenewRoom();
            db.InsistOnVersion(appointment);
        }
    }
}
