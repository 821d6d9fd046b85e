using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;

namespace ClinicaMV.Pages;

/// <summary>Who was in the room of one appointment, for those who keep it: what the video server reports, and beside it what the pages say.</summary>
public sealed class AttendanceView
{
    private readonly Appointment appointment;

    private readonly bool isOver;

    private AttendanceView(Appointment appointment, bool isOver, Attendance byServer, Attendance byPages)
    {
        (this.appointment, this.isOver) = (appointment, isOver);
        ByServer = byServer;
        Rows = [.. byServer.Stays.Select(s => new AttendanceRow(s, IsFromServer: true)), .. byPages.Stays.Select(s => new AttendanceRow(s, IsFromServer: false))];
    }

    public Attendance ByServer { get; }

    public IReadOnlyList<AttendanceRow> Rows { get; }

    /// <summary>The key of the sentence that says who was missing, or that nobody was.</summary>
    public string SummaryFor(string? readerId) => KeyOf(ByServer.WhoCameTo(appointment.Visit), appointment, isOver, readerId);

    /// <param name="isOver">Nobody can come any more. As long as the door is open, whoever is missing may only be late.</param>
    public static string KeyOf(WhoCame who, Appointment appointment, bool isOver, string? readerId)
    {
        var missing = who == WhoCame.SpecialistMissing && readerId == appointment.SpecialistId ? "YouMissing" : $"{who}";
        return isOver || who is WhoCame.Both or WhoCame.Unknown ? $"WhoCame.{missing}" : $"WhoCame.Yet.{missing}";
    }

    public static async Task<AttendanceView> ReadAsync(ClinicDb db, Appointment appointment, bool isOver, CancellationToken cancel)
        => new(appointment, isOver, await db.AttendanceAsync(appointment, cancel), await db.AttendanceByPagesAsync(appointment, cancel));
}

public sealed record AttendanceRow(Stay Stay, bool IsFromServer);
