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
            await RecordCheckupAsync(signed.Name, Actor.VideoServer(address), cancel);
        else if (await db.RoomAsync(signed.Name.RoomRef, cancel) is not { } room)
            meter.CountIgnoredReport("Room");
        else
            await KeepAsync(room, FactsOf(news, signed, await CompanionsAsync(news, signed, room, cancel)), Actor.VideoServer(address), cancel);
    }

    private async Task RecordCheckupAsync(RoomName room, Actor server, CancellationToken cancel)
    {
        trail.Allowed(AuditKind.CheckupReported, server, reason: CheckupRoom.ReasonOf(room));
        await db.SaveChangesAsync(cancel);
    }

    // By pseudonym. Most visits have none, and what is told of the two needs no question.
    private async Task<Dictionary<string, string>> CompanionsAsync(RoomNews news, SignedRoom signed, VisitRoom room, CancellationToken cancel)
    {
        if (news.Facts.All(told => told.Pseudonym is null || signed.RoleOf(told.Pseudonym) is not null))
            return [];

        var ids = await db.Companions.Where(c => c.AppointmentId == room.AppointmentId).Select(c => c.PublicId).ToListAsync(cancel);
        return ids.ToDictionary(signed.PseudonymOfCompanion);
    }

    private List<RoomFact> FactsOf(RoomNews news, SignedRoom signed, Dictionary<string, string> companions)
    {
        var facts = new List<RoomFact>();
        foreach (var told in news.Facts)
        {
            if (told.Pseudonym is null)
                facts.Add(new(null, "", told.From, told.To));
            else if (signed.RoleOf(told.Pseudonym) is { } role)
                facts.Add(new(role, told.Connection, told.From, told.To));
            else if (companions.TryGetValue(told.Pseudonym, out var companionId))
                facts.Add(new(ParticipantRole.Companion, told.Connection, told.From, told.To) { CompanionId = companionId });
            else
                meter.CountIgnoredReport("Person");
        }

        return facts;
    }

    private async Task KeepAsync(VisitRoom room, List<RoomFact> facts, Actor server, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reports = facts.Select(fact => (Said: RoomReport.Of(room.Ref, fact, clock.GetUtcNow().UtcDateTime), fact.CompanionId)).DistinctBy(r => r.Said.Key).ToList();
            var keys = reports.Select(r => r.Said.Key).ToList();
            var known = await db.RoomReports.Where(r => keys.Contains(r.Key)).Select(r => r.Key).ToListAsync(cancel);
            foreach (var (report, companionId) in reports.Where(r => !known.Contains(r.Said.Key)))
            {
                db.RoomReports.Add(report);
                Record(room, report, companionId, server);
            }

            try
            {
                await db.SaveChangesAsync(cancel);
                break;
            }
            catch (DbUpdateException failure) when (failure.IsTaken() && attempt < MostAttempts)
            {
                // Told twice in the same moment: what the other has kept is known the next time round.
                db.ChangeTracker.Clear();
            }
        }

        if (room.IsCurrent && facts.Exists(fact => fact is { Role: ParticipantRole.Specialist, To: not null }))
            await db.CloseDesertedRoomAsync(room.AppointmentId, cancel);
    }

    private void Record(VisitRoom room, RoomReport report, string? companionId, Actor server)
    {
        if (report.Role is not { } role)
            return;

        var kind = report.To is null ? AuditKind.ServerReportedJoined : AuditKind.ServerReportedLeft;
        trail.Allowed(kind, server, room.Appointment.PublicId, subjectId: companionId ?? room.PersonOf(role));
    }
}
