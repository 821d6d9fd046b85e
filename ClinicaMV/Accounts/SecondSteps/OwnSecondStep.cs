using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts.SecondSteps;

/// <summary>How people set up and take away their own second step. Each change is news to them by mail.</summary>
public sealed class OwnSecondStep(ClinicDb db, RecoveryCodes recovery, Outbox outbox, AuditTrail trail, IOptions<AccountsOptions> options)
{
    /// <returns>The recovery codes, to be shown now and never again.</returns>
    public async Task<IReadOnlyList<string>> UseAuthenticatorAsync(ClinicUser person, string sealedKey, long step, Actor by, CancellationToken cancel)
    {
        person.UseAuthenticator(sealedKey, step, await db.EnteredRoomsAsync(person.Id, cancel));
        trail.Allowed(AuditKind.SecondStepSet, by);
        outbox.OweNewsOfCredentials(person);
        return await NewCodesAsync(person, by, cancel);
    }

    /// <summary>After the first passkey of somebody whose role asks for a second step: from now on it is asked for.</summary>
    /// <returns>Recovery codes for whoever has none yet.</returns>
    public async Task<IReadOnlyList<string>> UsePasskeyAsync(ClinicUser person, bool isStaff, Actor by, CancellationToken cancel)
    {
        if (!isStaff || person.TwoFactorEnabled)
            return [];

        person.AskForSecondStep(await db.EnteredRoomsAsync(person.Id, cancel));
        trail.Allowed(AuditKind.SecondStepSet, by);
        return await NewCodesAsync(person, by, cancel);
    }

    /// <summary>Those from before open nothing any more.</summary>
    public async Task<IReadOnlyList<string>> NewCodesAsync(ClinicUser person, Actor by, CancellationToken cancel)
    {
        var codes = await recovery.MakeAsync(person.Id, cancel);
        trail.Allowed(AuditKind.RecoveryCodesMade, by);
        await db.SaveChangesAsync(cancel);
        return codes;
    }

    /// <returns>Whether it could go: whoever needs a second step keeps the last one.</returns>
    public async Task<bool> DropAuthenticatorAsync(ClinicUser person, bool isStaff, Actor by, CancellationToken cancel)
    {
        var hasPasskey = await db.UserPasskeys.AnyAsync(p => p.UserId == person.Id, cancel);
        if (isStaff && options.Value.StaffNeedSecondStep && !hasPasskey)
            return false;

        person.DropAuthenticator(isStillAsked: isStaff && hasPasskey);
        await DropCodesAsync(person, cancel);
        trail.Allowed(AuditKind.SecondStepRemoved, by);
        outbox.OweNewsOfCredentials(person);
        await db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>Before a passkey goes: whether something is left, where something has to be.</summary>
    public async Task<bool> MayLosePasskeyAsync(ClinicUser person, bool isStaff, CancellationToken cancel)
        => !isStaff || !options.Value.StaffNeedSecondStep || person.AuthenticatorKey is not null || await db.UserPasskeys.CountAsync(p => p.UserId == person.Id, cancel) > 1;

    /// <summary>After a passkey has gone: nobody is asked for what they no longer have.</summary>
    public async Task AfterPasskeyAsync(ClinicUser person, CancellationToken cancel)
    {
        if (!person.TwoFactorEnabled || person.AuthenticatorKey is not null || await db.UserPasskeys.AnyAsync(p => p.UserId == person.Id, cancel))
            return;

        person.DropAuthenticator(isStillAsked: false);
        await DropCodesAsync(person, cancel);
        await db.SaveChangesAsync(cancel);
    }

    private async Task DropCodesAsync(ClinicUser person, CancellationToken cancel)
    {
        if (!person.TwoFactorEnabled)
            await recovery.DropAsync(person.Id, cancel);
    }
}
