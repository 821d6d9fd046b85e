using System.Net;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts;

/// <summary>Answers what was asked for at the sign-in: owes the mail if there is such an account, and puts on record what became of it.</summary>
public sealed partial class AnswerRequests(ClinicDb db, AccountRequests requests, MailBrakes brakes, Outbox outbox, AuditTrail trail, TimeProvider clock, ILogger<AnswerRequests> log)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        while (await db.AccountRequests.Where(r => r.AnsweredAt == null).OrderBy(r => r.AskedAt).FirstOrDefaultAsync(cancel) is { } request)
        {
            try
            {
                await AnswerAsync(request, cancel);
            }
            // Another instance has answered it in the same moment, or another one to the same address: nothing of this answer is there, its count included.
            catch (DbUpdateException failure) when (failure is DbUpdateConcurrencyException || failure.IsTaken())
            {
            }

            db.ChangeTracker.Clear();
        }
    }

    private async Task AnswerAsync(AccountRequest request, CancellationToken cancel)
    {
        if (requests.EmailOf(request) is not { } email)
        {
            // Those after it do not wait for ever for a key that is gone.
            LogUnreadable(request.Id);
            requests.Answer(request, null, null);
            await db.SaveChangesAsync(cancel);
            return;
        }

        // Counted whether anybody has the address or not, and where whoever asks does not wait for it.
        var isHeldBack = await brakes.HoldBackWithNextSaveAsync(CallerNetwork.Of(IPAddress.TryParse(request.IpAddress, out var from) ? from : null), email, cancel);
        var person = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == email, cancel);
        var isWelcome = person is { IsDisabled: false };
        var mail = isWelcome && !isHeldBack ? Owe(request, person!) : null;
        requests.Answer(request, isWelcome ? person : null, mail);
        Record(request, person, mail is not null, isHeldBack);
        await db.SaveChangesAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Id} cannot be read any more, and was left without an answer")]
    private partial void LogUnreadable(string id);

    // Whoever never accepted has nothing yet that a code or a new password could open.
    private OutgoingMail? Owe(AccountRequest request, ClinicUser person) => (request.Kind, person.PasswordHash) switch
    {
        (_, null) => outbox.Owe(MailKind.AccountInvitation, person, AccountCodes.InvitationLife),
        (AccountRequestKind.SignInCode, _) => OweCode(request.AskedAt + AccountRequest.Life - clock.GetUtcNow().UtcDateTime, person),
        _ => outbox.Owe(MailKind.PasswordReset, person, AccountCodes.PasswordResetLife),
    };

    // A code lives from when it was asked for: one that comes too late is no use to anybody.
    private OutgoingMail? OweCode(TimeSpan left, ClinicUser person) => left > TimeSpan.Zero ? outbox.Owe(MailKind.SignInCode, person, left) : null;

    private void Record(AccountRequest request, ClinicUser? person, bool isAnswered, bool isHeldBack)
    {
        var kind = request.Kind == AccountRequestKind.SignInCode ? AuditKind.SignInCodeRequested : AuditKind.PasswordResetRequested;
        var by = Actor.Anonymous(null, IPAddress.TryParse(request.IpAddress, out var address) ? address : null);
        if (isAnswered)
            trail.Allowed(kind, by, subjectId: person!.Id);
        else
            trail.Denied(kind, by, subjectId: person?.Id, reason: person is null ? "UnknownAccount" : person.IsDisabled ? "Disabled" : isHeldBack ? "HeldBack" : "TooLate");
    }
}
