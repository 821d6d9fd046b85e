using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>Who was in the room of one appointment, for those who keep it: what the video server reports, and beside it what the pages say.</summary>
public sealed class AttendanceView
{
    private readonly Appointment appointment;

    private AttendanceView(Appointment appointment, Attendance byServer, Attendance byPages)
    {
        this.appointment = appointment;
        ByServer = byServer;
        Rows = [.. byServer.Stays.Select(s => new AttendanceRow(s, IsFromServer: true)), .. byPages.Stays.Select(s => new AttendanceRow(s, IsFromServer: false))];
    }

    public Attendance ByServer { get; }

    public IReadOnlyList<AttendanceRow> Rows { get; }

    /// <summary>The key of the sentence that says who was missing, or that nobody was.</summary>
    public string SummaryFor(string? readerId) => KeyOf(ByServer.WhoCameTo(appointment.Visit), appointment, readerId);

    public static string KeyOf(WhoCame who, Appointment appointment, string? readerId)
        => who == WhoCame.SpecialistMissing && readerId == appointment.SpecialistId ? "WhoCame.YouMissing" : $"WhoCame.{who}";

    public static async Task<AttendanceView> ReadAsync(ClinicDb db, Appointment appointment, CancellationToken cancel)
    {
        // What pages said before the appointment was moved was said of another hour.
        var from = appointment.StartsAt - JoinWindow.Longest;
        var said = await db.AuditEvents.AsNoTracking()
            .Where(e => e.AppointmentId == appointment.PublicId && e.At >= from && (e.Kind == AuditKind.PageReportedJoined || e.Kind == AuditKind.PageReportedLeft))
            .OrderBy(e => e.Id).ToListAsync(cancel);
        var byPages = said.Where(e => RoleOf(e, appointment) is not null).Select(e => ReportOf(e, appointment));
        return new(appointment, await db.AttendanceAsync(appointment, cancel), Attendance.Of(byPages));
    }

    private static ParticipantRole? RoleOf(AuditEvent said, Appointment appointment)
        => said.ActorRole == nameof(ParticipantRole.Companion) ? ParticipantRole.Companion : appointment.RoleOf(said.ActorId);

    private static RoomReport ReportOf(AuditEvent said, Appointment appointment)
    {
        var joined = said.Kind == AuditKind.PageReportedJoined;
        return RoomReport.Of([], new(RoleOf(said, appointment), said.ActorId!, joined ? said.At : null, joined ? null : said.At), said.At);
    }
}

public sealed record AttendanceRow(Stay Stay, bool IsFromServer);
