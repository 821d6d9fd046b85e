using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts.SecondSteps;

/// <summary>
/// Passkeys (WebAuthn level 3), checked by Identity. Signing in asks for any passkey of this portal and never for those of an address, which
/// would tell who has an account.
/// </summary>
public sealed class Passkeys(IPasskeyHandler<ClinicUser> handler, UserManager<ClinicUser> users, SessionKeeper sessions, BrowserNotes notes, AuditTrail trail, Outbox outbox, ClinicDb db)
{
    public const int MaxNameLength = 60;
    private const string Note = "passkey";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>What the browser needs to make a passkey, as JSON; the challenge stays in the browser's own note.</summary>
    public async Task<string> NewOptionsAsync(HttpContext request, ClinicUser person)
    {
        var options = await handler.MakeCreationOptionsAsync(new() { Id = person.Id, Name = person.Email!, DisplayName = person.FullName }, request);
        notes.Leave(request, Note, new State(options.AttestationState), Life);
        return options.CreationOptionsJson;
    }

    /// <summary>What the browser needs to show a passkey.</summary>
    public async Task<string> SignInOptionsAsync(HttpContext request)
    {
        var options = await handler.MakeRequestOptionsAsync(null, request);
        notes.Leave(request, Note, new State(options.AssertionState), Life);
        return options.RequestOptionsJson;
    }

    /// <returns>Whether the browser made what was asked of it. It is saved, with its line in the record.</returns>
    public async Task<bool> AddAsync(HttpContext request, ClinicUser person, string credential, string name, Actor by)
    {
        var answer = await handler.PerformAttestationAsync(new() { HttpContext = request, CredentialJson = credential, AttestationState = StateOf(request) });
        if (!answer.Succeeded || answer.UserEntity.Id != person.Id)
            return false;

        answer.Passkey.Name = name;
        trail.Allowed(AuditKind.PasskeyAdded, by);
        outbox.OweNewsOfCredentials(person);
        return (await users.AddOrUpdatePasskeyAsync(person, answer.Passkey)).Succeeded;
    }

    /// <summary>Whose passkey it is that the browser has shown.</summary>
    public async Task<ClinicUser?> OwnerAsync(HttpContext request, string credential)
    {
        var answer = await handler.PerformAssertionAsync(new() { HttpContext = request, CredentialJson = credential, AssertionState = StateOf(request) });
        if (!answer.Succeeded)
            return await RefuseAsync(request, null, "WrongPasskey");

        // Its counter has moved on.
        await users.AddOrUpdatePasskeyAsync(answer.User, answer.Passkey);
        return answer.User.IsDisabled ? await RefuseAsync(request, answer.User, "Disabled") : answer.User;
    }

    private async Task<ClinicUser?> RefuseAsync(HttpContext request, ClinicUser? person, string reason)
    {
        trail.Denied(AuditKind.SignIn, Actor.Anonymous(person?.Id, request.Connection.RemoteIpAddress), reason: reason);
        await db.SaveChangesAsync();
        return null;
    }

    public Task<IList<UserPasskeyInfo>> OfAsync(ClinicUser person) => users.GetPasskeysAsync(person);

    public async Task RenameAsync(ClinicUser person, UserPasskeyInfo passkey, string name)
    {
        passkey.Name = name;
        await users.AddOrUpdatePasskeyAsync(person, passkey);
    }

    /// <summary>Who signed in with it may have it still: all of the person's sessions end but this one, and so does the address of their calendar.</summary>
    public async Task RemoveAsync(ClinicUser person, UserPasskeyInfo passkey, string? sessionId, Actor by, CancellationToken cancel)
    {
        await sessions.EndOthersAsync(person.Id, sessionId, await db.EnteredRoomsAsync(person.Id, cancel), cancel);
        person.CloseCalendar();
        trail.Allowed(AuditKind.PasskeyRemoved, by);
        outbox.OweNewsOfCredentials(person);
        await users.RemovePasskeyAsync(person, passkey.CredentialId);
    }

    // Read once: an answer that is sent again finds nothing to answer.
    private string? StateOf(HttpContext request)
    {
        var state = notes.Read<State>(request, Note);
        notes.Forget(request, Note);
        return state?.Text;
    }

    private sealed record State(string? Text);
}
