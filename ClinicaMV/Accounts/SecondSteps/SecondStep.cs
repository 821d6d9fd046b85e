using System.Text;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts.SecondSteps;

/// <summary>
/// The second step of signing in: six digits from the authenticator, or a recovery code. Five tries in a quarter of an hour, counted by the
/// database before they are looked at; only whoever knows the first step gets this far, so no outsider can spend them.
/// </summary>
public sealed class SecondStep(ClinicDb db, Authenticators authenticators, RecoveryCodes recovery, AuditTrail trail, TimeProvider clock)
{
    private const int MostTries = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <returns>What it was that the person has shown; <see langword="null"/> when it was wrong, spent, or one try too many.</returns>
    public async Task<Proof?> TryAsync(ClinicUser person, string typed, Actor by, CancellationToken cancel)
    {
        if (!await CountAsync(person.Id, cancel))
            return await RefuseAsync(by, "TooManySecondSteps", cancel);

        var code = Plain(typed);
        if (await ProofAsync(person, code, cancel) is not { } proof)
            return await RefuseAsync(by, "WrongSecondStep", cancel);

        await db.InTurnAsync(() => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecondStepTries, 0), cancel), cancel);
        return proof;
    }

    /// <summary>What somebody typed or pasted, without the gaps that make it easier to read.</summary>
    public static string Plain(string typed)
        => string.Concat(typed.Normalize(NormalizationForm.FormKC).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private async Task<Proof?> ProofAsync(ClinicUser person, string code, CancellationToken cancel)
    {
        if (code.Length == 6)
            return await authenticators.SpendAsync(person, code, cancel) ? Proof.Authenticator : null;

        return await recovery.SpendAsync(person.Id, code, cancel) ? Proof.RecoveryCode : null;
    }

    private async Task<bool> CountAsync(string id, CancellationToken cancel)
    {
        var (now, before) = (clock.GetUtcNow().UtcDateTime, clock.GetUtcNow().UtcDateTime - Window);
        return await db.InTurnAsync(async () =>
        {
            await db.Users.Where(u => u.Id == id && (u.SecondStepTriesFrom == null || u.SecondStepTriesFrom <= before))
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.SecondStepTries, 0).SetProperty(u => u.SecondStepTriesFrom, now), cancel);
            return await db.Users.Where(u => u.Id == id && u.SecondStepTries < MostTries)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.SecondStepTries, u => u.SecondStepTries + 1), cancel) == 1;
        }, cancel);
    }

    private async Task<Proof?> RefuseAsync(Actor by, string reason, CancellationToken cancel)
    {
        trail.Denied(AuditKind.SignIn, by, reason: reason);
        await db.SaveChangesAsync(cancel);
        return null;
    }
}
