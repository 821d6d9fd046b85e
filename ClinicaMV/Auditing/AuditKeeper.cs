using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Auditing;

/// <summary>What is done with the record by itself: anchored every hour, verified every day.</summary>
public sealed class AuditKeeper(ClinicDb db, AuditProof proof, AuditTrail trail, Outbox outbox, IOptions<AuditOptions> options)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    /// <summary>Verifies the record against its own anchors, and puts on record what was found.</summary>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancel)
    {
        var verdict = await proof.VerifyAsync(cancel);
        do
        {
            (await CheckAsync(cancel)).Take(verdict, proof.Now);
            if (verdict.Fault is { } fault)
                trail.Denied(AuditKind.RecordVerified, Actor.System, reason: fault.Kind.ToString());
            else
                trail.Allowed(AuditKind.RecordVerified, Actor.System);
        }
        while (!await IsSavedAsync(cancel));
        return verdict;
    }

    /// <summary>Adds a line to the anchor file when the record has grown; the first of each day goes out by mail.</summary>
    public async Task AnchorAsync(CancellationToken cancel)
    {
        var check = await CheckAsync(cancel);
        var lost = proof.FaultOfFile(check.Anchor);
        // Until the verification has told of it, a new line must not hide that the former ones are gone. What it told before the last one
        // was set is of another loss.
        var isTold = lost is null || (check.Fault == $"{lost.Kind}" && check.CheckedAt > check.AnchoredAt);
        if (await proof.AnchorAsync(check.Anchor, cancel) is { } anchor && isTold)
            check.Take(anchor);
        if (check.Anchor is not null && options.Value.AnchorEmail.Length > 0 && check.AnchorMailedAt?.Date != proof.Now.Date && await ReaderAsync(cancel) is { } reader)
        {
            outbox.Owe(MailKind.RecordAnchored, reader, GoodFor, options.Value.AnchorEmail);
            check.MarkMailed(proof.Now);
        }

        // Who has anchored or mailed in the same moment has done it for both.
        await IsSavedAsync(cancel);
    }

    // Two who are the first at once find one row all the same.
    private async Task<AuditCheck> CheckAsync(CancellationToken cancel)
    {
        await db.InTurnAsync(() => db.Database.ExecuteSqlAsync($"""INSERT INTO "AuditChecks" ("Id", "Lines") VALUES ({AuditCheck.Only}, 0) ON CONFLICT DO NOTHING""", cancel), cancel);
        return await db.AuditChecks.SingleAsync(cancel);
    }

    /// <returns>False when another instance has changed the same row since it was read: nothing is saved.</returns>
    private async Task<bool> IsSavedAsync(CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }

    // Every mail belongs to somebody; the address is the clinic's own.
    private Task<ClinicUser?> ReaderAsync(CancellationToken cancel) => db.Users
        .Where(u => u.DisabledAt == null && db.UserRoles.Any(r => r.UserId == u.Id && r.RoleId == Roles.Administrator))
        .OrderBy(u => u.Id).FirstOrDefaultAsync(cancel);
}
