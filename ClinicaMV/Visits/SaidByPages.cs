using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>Who was in the room as the pages in the browsers say, which proves nothing (decision 18).</summary>
public static class SaidByPages
{
    public static async Task<Attendance> AttendanceByPagesAsync(this ClinicDb db, Appointment appointment, CancellationToken cancel)
    {
        // What pages said before the appointment was moved was said of another hour.
        var from = appointment.StartsAt - JoinWindow.Longest;
        var said = await db.AuditEvents.AsNoTracking()
            .Where(e => e.AppointmentId == appointment.PublicId && e.At >= from && (e.Kind == AuditKind.PageReportedJoined || e.Kind == AuditKind.PageReportedLeft))
            .OrderBy(e => e.Id).ToListAsync(cancel);
        return Attendance.Of(said.Where(e => RoleOf(e, appointment) is not null).Select(e => ReportOf(e, appointment)));
    }

    private static ParticipantRole? RoleOf(AuditEvent said, Appointment appointment)
        => said.ActorRole == nameof(ParticipantRole.Companion) ? ParticipantRole.Companion : appointment.RoleOf(said.ActorId);

    private static RoomReport ReportOf(AuditEvent said, Appointment appointment)
    {
        var joined = said.Kind == AuditKind.PageReportedJoined;
        return RoomReport.Of([], new(RoleOf(said, appointment), said.ActorId!, joined ? said.At : null, joined ? null : said.At), said.At);
    }
}
