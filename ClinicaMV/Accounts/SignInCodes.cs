using System.Net;
using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <param name="Email">As it was typed.</param>
public sealed record AskedCode(string RequestId, string Email);

/// <summary>What became of a code that somebody typed.</summary>
/// <param name="Person">Whoever may come in.</param>
/// <param name="IsSpent">Nothing that is typed for this request counts any more: it is too old, used, or was tried too often.</param>
public sealed record CodeAnswer(ClinicUser? Person, bool IsSpent);

/// <summary>
/// The six digits sent by mail: for ten minutes, once, five tries, and only in the browser that asked. Each try is counted by the database
/// before it is looked at.
/// </summary>
public sealed class SignInCodes(ClinicDb db, AccountRequests requests, BrowserNotes notes, AuditTrail trail, TimeProvider clock)
{
    private const string Note = "sign-in-code";

    /// <summary>Has a code sent to that address, if there is such an account, and leaves the browser a note of having asked.</summary>
    public async Task AskAsync(HttpContext request, string email)
    {
        var id = await requests.AskAsync(AccountRequestKind.SignInCode, email, request.Connection.RemoteIpAddress, request.RequestAborted);
        notes.Leave(request, Note, new AskedCode(id, email), AccountRequest.Life);
    }

    /// <summary>What this browser has asked for.</summary>
    public AskedCode? Asked(HttpContext request) => notes.Read<AskedCode>(request, Note);

    public void Forget(HttpContext request) => notes.Forget(request, Note);

    public async Task<CodeAnswer> TryAsync(string requestId, string code, IPAddress? address, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var oldest = now - AccountRequest.Life;
        var live = db.AccountRequests.Where(r => r.Id == requestId && r.UsedAt == null && r.AskedAt > oldest);
        if (await db.InTurnAsync(() => live.Where(r => r.Tries < AccountRequest.MostTries).ExecuteUpdateAsync(set => set.SetProperty(r => r.Tries, r => r.Tries + 1), cancel), cancel) == 0)
            return new(null, IsSpent: true);

        var request = await db.AccountRequests.AsNoTracking().SingleAsync(r => r.Id == requestId, cancel);
        var stamp = requests.StampOf(request);
        if (IsRight(request, code) && await db.InTurnAsync(() => live.ExecuteUpdateAsync(set => set.SetProperty(r => r.UsedAt, now), cancel), cancel) == 1
            && await db.Users.SingleOrDefaultAsync(u => u.Id == request.PersonId && u.DisabledAt == null && u.SecurityStamp == stamp, cancel) is { } person)
            return new(person, IsSpent: true);

        trail.Denied(AuditKind.SignIn, Actor.Anonymous(request.PersonId, address), reason: "WrongCode");
        await db.SaveChangesAsync(cancel);
        return new(null, IsSpent: request.Tries >= AccountRequest.MostTries);
    }

    /// <summary>The code that goes out with the mail.</summary>
    public async Task<string> InAsync(OutgoingMail mail)
        => requests.CodeOf(await db.AccountRequests.SingleAsync(r => r.MailId == mail.Id))!;

    // A request that has not been answered yet has no code: nothing is right. Nor is a code that nobody was sent, or else whoever has many
    // requests held back would have five guesses at each.
    private bool IsRight(AccountRequest request, string code)
        => requests.CodeOf(request) is { } right && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(code))
            && requests.StampOf(request) is { Length: > 0 };
}
