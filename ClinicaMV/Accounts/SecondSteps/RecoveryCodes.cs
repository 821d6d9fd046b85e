using System.Security.Cryptography;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Accounts.SecondSteps;

/// <summary>Ten codes for the day on which the telephone is lost; each lets its owner in once.</summary>
public sealed class RecoveryCodes(ClinicDb db)
{
    public const int Count = 10;

    /// <summary>More than the 112 bits from which on a hash needs no salt (OWASP ASVS 6.5.2).</summary>
    private const int RandomBytes = 15;

    /// <summary>Replaces whatever codes the person had; with the next save.</summary>
    /// <returns>The codes, to be shown now and never again: 120 random bits each, in groups of four.</returns>
    public async Task<IReadOnlyList<string>> MakeAsync(string personId, CancellationToken cancel)
    {
        await DropAsync(personId, cancel);
        string[] codes = [.. Enumerable.Range(0, Count).Select(_ => Base32.Encode(RandomNumberGenerator.GetBytes(RandomBytes)))];
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { PersonId = personId, Hash = SecretHash.Of(code) }));
        return [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(group => new string(group))))];
    }

    /// <summary>With the next save.</summary>
    public async Task DropAsync(string personId, CancellationToken cancel)
        => db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.PersonId == personId).ToListAsync(cancel));

    public Task<int> LeftAsync(string personId, CancellationToken cancel) => db.RecoveryCodes.CountAsync(c => c.PersonId == personId, cancel);

    public async Task<bool> SpendAsync(string personId, string code, CancellationToken cancel)
    {
        var hash = SecretHash.Of(code);
        return await db.InTurnAsync(() => db.RecoveryCodes.Where(c => c.PersonId == personId && c.Hash == hash).ExecuteDeleteAsync(cancel), cancel) == 1;
    }
}
