using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Jitsi;

/// <summary>
/// Takes in what the video server tells of a room. Each fact is kept once, however often and in whatever order it is told;
/// what follows from them is computed when somebody looks (<see cref="Attendance"/>).
/// </summary>
public sealed class RoomEvents(SignedRooms rooms, AuditTrail trail, JitsiMeter meter, ClinicDb db, TimeProvider clock)
{
    private const int MostAttempts = 5;

    public async Task TakeAsync(RoomNews news, IPAddress? address, CancellationToken cancel)
    {
        if (news.IsBreakout)
            meter.CountIgnoredReport("Breakout");
        else if (await rooms.ReadAsync(news.Room, cancel) is not { } signed)
            meter.CountIgnoredReport("Room");
        else if (CheckupRoom.Is(signed.Name))
            await RecordCheckupAsync(Actor.VideoServer(address), cancel);
        else if (await db.RoomAsync(signed.Name.RoomRef, cancel) is not { } room)
            meter.CountIgnoredReport("Room");
        else
            await KeepAsync(room, FactsOf(news, signed), Actor.VideoServer(address), cancel);
    }

    private async Task RecordCheckupAsync(Actor server, CancellationToken cancel)
    {
        trail.Allowed(AuditKind.CheckupReported, server, reason: CheckupRoom.Reason);
        await db.SaveChangesAsync(cancel);
    }

    private List<RoomFact> FactsOf(RoomNews news, SignedRoom signed)
    {
        var facts = new List<RoomFact>();
        foreach (var told in news.Facts)
        {
            if (told.Pseudonym is null)
                facts.Add(new(null, "", told.From, told.To));
            else if (signed.RoleOf(told.Pseudonym) is { } role)
                facts.Add(new(role, told.Connection, told.From, told.To));
            else
                meter.CountIgnoredReport("Person");
        }

        return facts;
    }

    private async Task KeepAsync(VisitRoom room, List<RoomFact> facts, Actor server, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reports = facts.Select(fact => RoomReport.Of(room.Ref, fact, clock.GetUtcNow().UtcDateTime)).DistinctBy(r => r.Key).ToList();
            var keys = reports.Select(r => r.Key).ToList();
            var known = await db.RoomReports.Where(r => keys.Contains(r.Key)).Select(r => r.Key).ToListAsync(cancel);
            foreach (var report in reports.Where(r => !known.Contains(r.Key)))
            {
                db.RoomReports.Add(report);
                Record(room, report, server);
            }

            try
            {
                await db.SaveChangesAsync(cancel);
                return;
            }
            catch (DbUpdateException failure) when (failure.IsTaken() && attempt < MostAttempts)
            {
                // Told twice in the same moment: what the other has kept is known the next time round.
                db.ChangeTracker.Clear();
            }
        }
    }

    private void Record(VisitRoom room, RoomReport report, Actor server)
    {
        if (report.Role is not { } role)
            return;

        var kind = report.To is null ? AuditKind.ServerReportedJoined : AuditKind.ServerReportedLeft;
        trail.Allowed(kind, server, room.Appointment.PublicId, subjectId: room.PersonOf(role));
    }
}
