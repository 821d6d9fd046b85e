using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// A room that the specialist has opened and left again before the patient was ever in it. Who has left is told by the video server, and
/// where it tells nothing by the pages; without either the room stays open (decision 18).
/// </summary>
public static class DesertedRoom
{
    /// <summary>Takes back that it is open, if it is deserted: the patient waits, and is seen to wait.</summary>
    public static async Task CloseDesertedRoomAsync(this ClinicDb db, long appointmentId, CancellationToken cancel)
    {
        var appointment = await db.Appointments.AsNoTracking().SingleAsync(a => a.Id == appointmentId, cancel);
        if (appointment.Visit.RoomOpenedAt is not { } openedAt || appointment.Status != AppointmentStatus.Booked || !await IsDesertedAsync(db, appointment, cancel))
            return;

        // Only that opening: whoever comes back in this moment has opened it anew.
        await db.InTurnAsync(() => db.Appointments.Where(a => a.Id == appointmentId && a.Visit.RoomOpenedAt == openedAt)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Visit.RoomOpenedAt, (DateTime?)null), cancel), cancel);
    }

    private static async Task<bool> IsDesertedAsync(ClinicDb db, Appointment appointment, CancellationToken cancel)
    {
        var (byServer, byPages) = (await db.AttendanceAsync(appointment, cancel), await db.AttendanceByPagesAsync(appointment, cancel));
        return !byServer.WasThere(ParticipantRole.Patient) && !byPages.WasThere(ParticipantRole.Patient)
            && (byServer.WasThere(ParticipantRole.Specialist) ? byServer : byPages).HasLeft(ParticipantRole.Specialist);
    }
}
