using System.Security.Claims;
using System.Security.Cryptography;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts.Sessions;

/// <summary>
/// Opens, finds and ends sessions. Each request asks for its session anew, with what is true of the person now: whoever was disabled,
/// got another password, lost a role or was signed out is out at the next request, on every instance.
/// </summary>
public sealed partial class SessionKeeper(ClinicDb db, IOptions<AccountsOptions> options, LiveSettings settings, TimeProvider clock, ILogger<SessionKeeper> log)
{
    private static readonly TimeSpan SeenTo = TimeSpan.FromMinutes(1);

    private static readonly HotQuery<Func<ClinicDb, string, CancellationToken, Task<Found?>>> ByKey = new(() => EF.CompileAsyncQuery((ClinicDb db, string hash, CancellationToken _) => db.Sessions.AsNoTracking().Where(s => s.KeyHash == hash)
        .Join(db.Users, s => s.PersonId, u => u.Id, (session, user) => new Found(
            session, user.FullName, user.Email!, user.SecurityStamp, user.DisabledAt, user.TwoFactorEnabled,
            db.UserRoles.Any(r => r.UserId == user.Id && r.RoleId == Roles.Patient),
            db.UserRoles.Any(r => r.UserId == user.Id && r.RoleId == Roles.Specialist),
            db.UserRoles.Any(r => r.UserId == user.Id && r.RoleId == Roles.Administrator),
            db.Settings.Where(s => s.Id == SavedSettings.OnlyId).Select(s => s.Version).FirstOrDefault())).SingleOrDefault()));

    /// <summary>Puts a new session into the context; saves nothing.</summary>
    /// <returns>The key, which is kept nowhere but in the browser.</returns>
    public string Open(ClinicUser person, bool hasSecondStep, bool isRemembered, string device)
    {
        var key = Base32.Encode(RandomNumberGenerator.GetBytes(32));
        db.Sessions.Add(new()
        {
            KeyHash = SecretHash.Of(key), PersonId = person.Id, Stamp = person.SecurityStamp!, StartedAt = Now, SeenAt = Now, ProvedAt = Now,
            HasSecondStep = hasSecondStep, IsRemembered = isRemembered, Device = device,
        });
        return key;
    }

    /// <summary>Whose key it is, in one indexed read, with which this instance learns what has been set in the portal; <see langword="null"/> when it opens nothing any more.</summary>
    /// <param name="isUsed">Whether somebody is there: what a page asks by itself does not keep a session alive.</param>
    public async Task<ClaimsPrincipal?> FindAsync(string key, bool isUsed, CancellationToken cancel)
    {
        var hash = SecretHash.Of(key);
        var found = await db.LookAsync((hash, ""), () => ByKey.For(db)(db, hash, cancel));
        await (found is null ? settings.RefreshAsync(db, cancel) : settings.RefreshAsync(db, found.SettingsVersion, cancel));
        if (found is not { DisabledAt: null, Session: { } session } || session.Stamp != found.SecurityStamp)
            return null;
        // It began before there was a second step, which it could take away again.
        if (found.TwoFactorEnabled && !session.HasSecondStep)
            return null;
        var roles = found.Roles;
        var life = SessionLife.Of(roles, session.IsRemembered);
        if (life.IsUnused(session, Now) || (life.IsOld(session, Now) && !await db.IsInVisitAsync(session.PersonId, Now, cancel)))
            return null;

        var needsMore = options.Value.StaffNeedSecondStep && roles.Any(Roles.AreStaff) && !session.HasSecondStep;
        if (isUsed && Now >= session.SeenAt + SeenTo)
            await TrySeeAsync(session.Id, cancel);
        return ClinicClaims.Of(session, (found.FullName, found.Email), roles, isEnough: !needsMore);
    }

    /// <summary>Those of the person that still open something, the newest first.</summary>
    public async Task<IReadOnlyList<Session>> OfAsync(string personId, CancellationToken cancel)
    {
        var roles = await db.UserRoles.Where(r => r.UserId == personId).Select(r => r.RoleId).ToListAsync(cancel);
        var person = await db.Users.Where(u => u.Id == personId).Select(u => new { u.SecurityStamp, u.TwoFactorEnabled }).SingleAsync(cancel);
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.PersonId == personId && s.Stamp == person.SecurityStamp && (s.HasSecondStep || !person.TwoFactorEnabled))
            .OrderByDescending(s => s.SeenAt).Take(MostShown).ToListAsync(cancel);
        return [.. sessions.Where(s => !SessionLife.Of(roles, s.IsRemembered).IsOver(s, Now))];
    }

    /// <summary>Ends one of the person's sessions; with the next save.</summary>
    /// <returns>Whether there was such a one.</returns>
    public async Task<bool> EndAsync(string personId, string? sessionId, CancellationToken cancel)
    {
        if (await db.Sessions.SingleOrDefaultAsync(s => s.Id == sessionId && s.PersonId == personId, cancel) is not { } session)
            return false;

        db.Sessions.Remove(session);
        return true;
    }

    /// <summary>Ends all of the person's sessions but the one, and closes the rooms they were given; with the next save.</summary>
    public async Task EndOthersAsync(string personId, string? sessionId, EnteredRooms rooms, CancellationToken cancel)
    {
        db.Sessions.RemoveRange(await db.Sessions.Where(s => s.PersonId == personId && s.Id != sessionId).ToListAsync(cancel));
        rooms.Renew();
    }

    /// <summary>The session that asks, to be changed with the next save.</summary>
    public async Task<Session> CurrentAsync(ClaimsPrincipal person, CancellationToken cancel)
    {
        var id = person.SessionId();
        return await db.Sessions.SingleAsync(s => s.Id == id, cancel);
    }

    /// <summary>The person of this session has shown once more who they are; with the next save.</summary>
    public async Task ProveAsync(ClaimsPrincipal person, CancellationToken cancel) => (await CurrentAsync(person, cancel)).ProvedAt = Now;

    private const int MostShown = 50;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    // Whoever is in can look, at what is wrong for instance, while nothing can be written.
    private async Task TrySeeAsync(string id, CancellationToken cancel)
    {
        try
        {
            await SeeAsync(id, cancel);
        }
        catch (Exception e) when (e.RefusesWrites() && !e.MayPass())
        {
            LogUnseen(e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When a session was last used was not written: {Error}")]
    private partial void LogUnseen(string error);

    // Two requests of one browser at once: the second has nothing to write.
    private Task SeeAsync(string id, CancellationToken cancel)
    {
        var (now, before) = (Now, Now - SeenTo);
        return db.InTurnAsync(() => db.Sessions.Where(s => s.Id == id && s.SeenAt <= before).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, now), cancel), cancel);
    }

    /// <summary>Not a list of roles: a list would be a query of its own.</summary>
    private sealed record Found(
        Session Session, string FullName, string Email, string? SecurityStamp, DateTime? DisabledAt, bool TwoFactorEnabled, bool IsPatient, bool IsSpecialist, bool IsAdministrator, int SettingsVersion)
    {
        public IReadOnlyList<string> Roles { get; } = [.. Accounts.Roles.All.Where(role => role switch
        {
            Accounts.Roles.Patient => IsPatient,
            Accounts.Roles.Specialist => IsSpecialist,
            Accounts.Roles.Administrator => IsAdministrator,
            _ => throw new InvalidOperationException($"The query knows nothing of {role}."),
        })];
    }
}
