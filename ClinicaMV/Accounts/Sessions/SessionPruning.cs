using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts.Sessions;

/// <summary>Deletes sessions that open nothing any more, and what was asked for at the sign-in and is over.</summary>
public sealed class SessionPruning(ClinicDb db, TimeProvider clock)
{
    /// <summary>For whoever comes back to a code that has run out: the page can still say so.</summary>
    private static readonly TimeSpan RequestsKept = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await PruneAsync(SessionLife.OnOwnDevice, db.Sessions, now, cancel);
        await PruneAsync(SessionLife.OfPatients, db.Sessions.Where(s => !s.IsRemembered), now, cancel);
        await PruneAsync(SessionLife.OfStaff, db.Sessions.Where(s => db.UserRoles.Any(r => r.UserId == s.PersonId && r.RoleId != Roles.Patient)), now, cancel);

        var answered = now - RequestsKept;
        await db.InTurnAsync(() => db.AccountRequests.Where(r => r.AskedAt < answered).ExecuteDeleteAsync(cancel), cancel);
    }

    private Task PruneAsync(SessionLife life, IQueryable<Session> sessions, DateTime now, CancellationToken cancel)
    {
        var (seen, started) = (now - life.Idle, now - life.Most);
        return db.InTurnAsync(() => sessions.Where(s => s.SeenAt <= seen || s.StartedAt <= started).ExecuteDeleteAsync(cancel), cancel);
    }
}
