using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// What happens at the door when a companion comes: the link is spent by a press, they wait until the specialist admits them,
/// and each time they are given the room the gate is asked again. What it allows or denies is on record.
/// </summary>
public sealed class CompanionDoor(JoinGate gate, RoomIssuer rooms, AuditTrail trail, ClinicDb db, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public JoinWindow WindowOf(Companion companion) => gate.WindowOf(ParticipantRole.Companion, companion.Appointment);

    /// <summary>Somebody opens the link, which changes nothing: mail scanners do so too. A link that is refused is on record.</summary>
    /// <param name="companion">With the visit's people.</param>
    /// <param name="isRight">The code in the link is the one that counts.</param>
    /// <param name="browserKey">What the browser has for this companion.</param>
    public async Task<LinkState> LookAsync(Companion companion, bool isRight, string? browserKey, Actor by, CancellationToken cancel)
    {
        var state = StateOf(companion, isRight, browserKey);
        if (state is LinkState.Over or LinkState.Spent or LinkState.Unknown)
            await DenyAsync(AuditKind.CompanionEntry, companion, by, state.ToString(), cancel);
        return state;
    }

    /// <summary>Somebody presses the button: of several in the same moment one spends the link.</summary>
    /// <inheritdoc cref="LookAsync"/>
    public async Task<LinkState> EnterAsync(Companion companion, bool isRight, string? browserKey, Actor by, CancellationToken cancel)
    {
        var state = StateOf(companion, isRight, browserKey);
        if (state == LinkState.Ready && browserKey is not null)
            return await SpendAsync(companion, browserKey, by, cancel);

        // A press by a browser that keeps nothing could never be known again.
        if (state != LinkState.Mine)
            await DenyAsync(AuditKind.CompanionEntry, companion, by, state == LinkState.Ready ? "NoBrowser" : state.ToString(), cancel);
        return state;
    }

    /// <summary>How it stands, for a page that only says so.</summary>
    public CompanionStatus StatusOf(Companion companion, string? browserKey)
        => new(companion, gate.Decide(companion, Now), companion.IsBrowser(browserKey), JoinGate.MustWait(companion), companion.Appointment.SpecialistAt(Now));

    /// <summary>The page of somebody who waits, or is in, asks how it stands; that another browser asks is on record.</summary>
    /// <param name="isThere">The page itself asks, which is a sign of life.</param>
    public async Task<CompanionStatus> AskAsync(Companion companion, string? browserKey, bool isThere, Actor by, CancellationToken cancel)
    {
        var status = StatusOf(companion, browserKey);
        if (!status.IsMine)
            await DenyAsync(AuditKind.CompanionEntry, companion, by, "OtherBrowser", cancel);
        else if (isThere && !status.IsOver && Now - companion.SeenAt >= WaitingRoom.Beat)
            await db.SeeCompanionAsync(companion.Id, Now, cancel);
        return status;
    }

    /// <summary>Somebody who has spent the link asks for the room, for the first time or after a reload.</summary>
    public async Task<CompanionStatus> OpenRoomAsync(Companion companion, string? browserKey, Actor by, CancellationToken cancel)
    {
        var (status, appointment) = (StatusOf(companion, browserKey), companion.Appointment);
        if (status.IsOver)
        {
            await DenyAsync(AuditKind.RoomIssued, companion, by, status.IsMine ? status.Decision.Outcome.ToString() : "OtherBrowser", cancel);
            return status;
        }

        if (status.MustWait)
        {
            await db.SeeCompanionAsync(companion.Id, Now, cancel);
            return status;
        }

        var room = await rooms.IssueAsync(companion, Now, cancel);
        trail.Allowed(AuditKind.RoomIssued, by, appointment.PublicId);
        // Should they have been taken out, or the visit have ended since: no room is handed out after that.
        db.Entry(companion).Property(c => c.Version).IsModified = true;
        await db.SaveRoomAsync(appointment, cancel);
        return status with { Room = room };
    }

    private LinkState StateOf(Companion companion, bool isRight, string? browserKey)
    {
        var decision = gate.Decide(companion, Now);
        return !isRight ? LinkState.Unknown
            : decision.Outcome == JoinOutcome.TooEarly ? LinkState.TooEarly
            : !decision.IsOpen ? LinkState.Over
            : companion.BrowserHash is null ? LinkState.Ready
            : companion.IsBrowser(browserKey) ? LinkState.Mine
            : LinkState.Spent;
    }

    private async Task<LinkState> SpendAsync(Companion companion, string browserKey, Actor by, CancellationToken cancel)
    {
        companion.Enter(browserKey, Now);
        trail.Allowed(AuditKind.CompanionEntry, by, companion.Appointment.PublicId, companion.PublicId);
        try
        {
            await db.SaveChangesAsync(cancel);
            return LinkState.Mine;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else was first, or the link is no longer the one: as it is now, it is no longer ready.
            db.ChangeTracker.Clear();
            var now = await db.Companions.OneAsync(companion.PublicId, cancel);
            return now is null ? LinkState.Unknown : await EnterAgainAsync(now, browserKey, by, cancel);
        }
    }

    private async Task<LinkState> EnterAgainAsync(Companion companion, string browserKey, Actor by, CancellationToken cancel)
    {
        var state = companion.BrowserHash is null ? LinkState.Unknown : StateOf(companion, isRight: true, browserKey);
        if (state != LinkState.Mine)
            await DenyAsync(AuditKind.CompanionEntry, companion, by, state.ToString(), cancel);
        return state;
    }

    private Task DenyAsync(AuditKind kind, Companion companion, Actor by, string reason, CancellationToken cancel)
    {
        trail.Denied(kind, by, companion.Appointment.PublicId, companion.PublicId, reason);
        return db.SaveChangesAsync(cancel);
    }
}
