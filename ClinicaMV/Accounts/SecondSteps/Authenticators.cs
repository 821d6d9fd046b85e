using System.Security.Cryptography;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts.SecondSteps;

/// <summary>Keys for authenticator apps, and the codes that these make. A key is encrypted wherever it lies, in the form as in the database.</summary>
public sealed class Authenticators(ClinicDb db, IDataProtectionProvider protection, IOptions<ClinicOptions> clinic, TimeProvider clock)
{
    /// <summary>A fresh key for that person, sealed: it goes with the form and comes back with the first code.</summary>
    public string NewKey(ClinicUser person) => Protector(person).Protect(Base32.Encode(RandomNumberGenerator.GetBytes(Totp.KeyBytes)));

    /// <summary>The key for typing; <see langword="null"/> when it is not one that we made for that person.</summary>
    public string? KeyText(ClinicUser person, string? sealedKey) => Protector(person).Open(sealedKey)?.ToUpperInvariant();

    /// <summary>What the app reads from the QR code.</summary>
    public string Address(ClinicUser person, string keyText)
    {
        var issuer = Uri.EscapeDataString(clinic.Value.Name);
        return $"otpauth://totp/{issuer}:{Uri.EscapeDataString(person.Email!)}?secret={keyText}&issuer={issuer}&algorithm=SHA1&digits=6&period=30";
    }

    /// <summary>The step of the code, if the key makes it now.</summary>
    public long? StepOf(ClinicUser person, string? sealedKey, string code)
    {
        var key = new byte[Totp.KeyBytes];
        return KeyText(person, sealedKey) is { } text && Base32.TryDecode(text.ToLowerInvariant(), key)
            ? Totp.StepOf(key, code, clock.GetUtcNow().UtcDateTime) : null;
    }

    /// <summary>Takes a code, once: of a hundred who send the same at once, the database lets one through.</summary>
    public async Task<bool> SpendAsync(ClinicUser person, string code, CancellationToken cancel)
        => StepOf(person, person.AuthenticatorKey, code) is { } step
            && await db.InTurnAsync(() => db.Users.Where(u => u.Id == person.Id && u.AuthenticatorStep < step)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.AuthenticatorStep, step), cancel), cancel) == 1;

    private IDataProtector Protector(ClinicUser person) => protection.CreateProtector("ClinicaMV.Authenticators", person.Id);
}
