using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>How far somebody has come who wants to sign in.</summary>
public enum Admission
{
    Refused,

    /// <summary>The first step was right, and the person has a second one.</summary>
    SecondStep,
    Inside,
}

/// <summary>What somebody has shown. The name is the code in the record.</summary>
public enum Proof
{
    Password,
    Code,
    Link,
    Authenticator,
    RecoveryCode,
    Passkey,
}

/// <summary>
/// Lets in whoever has shown who they are: a new key for the browser, a line in the record. The one place that opens sessions, however
/// somebody comes.
/// </summary>
public sealed class Entrance(SessionKeeper sessions, SessionCookie cookie, BrowserNotes notes, KnownBrowsers browsers, AuditTrail trail, ClinicDb db)
{
    private const string Note = "second-step";
    private static readonly TimeSpan TimeForSecondStep = TimeSpan.FromMinutes(10);

    /// <summary>Something that one can know or be sent was right: a password, a code, a link. Whoever has a second step goes on to it.</summary>
    public async Task<Admission> AfterFirstStepAsync(HttpContext request, ClinicUser person, bool isRemembered, Proof proof)
    {
        if (person.TwoFactorEnabled)
        {
            notes.Leave(request, Note, new Half(person.Id, person.SecurityStamp!, isRemembered), TimeForSecondStep);
            await db.SaveChangesAsync();
            return Admission.SecondStep;
        }

        await AdmitAsync(request, person, isRemembered, proof);
        return Admission.Inside;
    }

    /// <summary>Who is between the two steps in this browser, as the note says; whether it still holds is for the caller to see.</summary>
    public Half? HalfInside(HttpContext request) => notes.Read<Half>(request, Note);

    /// <summary>A new session with a new key; whatever this browser had open before is over.</summary>
    public async Task AdmitAsync(HttpContext request, ClinicUser person, bool isRemembered, Proof proof)
    {
        if (request.User.Id() is { } before)
            await sessions.EndAsync(before, request.User.SessionId(), request.RequestAborted);
        var isSecondStep = proof is Proof.Authenticator or Proof.RecoveryCode or Proof.Passkey;
        var roles = await db.UserRoles.Where(r => r.UserId == person.Id).Select(r => r.RoleId).ToListAsync();
        var key = sessions.Open(person, isSecondStep, isRemembered, Devices.NameOf(request.Request.Headers.UserAgent));
        var role = Roles.All.FirstOrDefault(roles.Contains) ?? nameof(Actor.Anonymous);
        trail.Allowed(AuditKind.SignIn, new(person.Id, role, request.Connection.RemoteIpAddress), reason: proof.ToString());
        await db.SaveChangesAsync();

        cookie.Write(request, key, isKept: isRemembered && !roles.Any(Roles.AreStaff));
        notes.Forget(request, Note);
        browsers.Remember(request, person.Id);
    }

    /// <summary>The person of this session has shown once more who they are.</summary>
    public async Task ConfirmAsync(HttpContext request, Proof proof, CancellationToken cancel)
    {
        await sessions.ProveAsync(request.User, cancel);
        trail.Allowed(AuditKind.IdentityConfirmed, request.Actor(), reason: proof.ToString());
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Ends the session of this browser, and says so in the record.</summary>
    public async Task LeaveAsync(HttpContext request)
    {
        if (request.User.Id() is { } personId && await sessions.EndAsync(personId, request.User.SessionId(), request.RequestAborted))
        {
            trail.Allowed(AuditKind.SignOut, request.Actor());
            await db.SaveChangesAsync();
        }

        cookie.Forget(request);
    }

    public sealed record Half(string PersonId, string Stamp, bool IsRemembered);
}
