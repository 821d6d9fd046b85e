using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicaMV.Auditing;

/// <summary>
/// Signs what the chain is held against. The key is one of Data Protection's: whoever can write to the database, but has not the
/// keys beside it, cannot sign.
/// </summary>
public sealed class AuditSeal(IDataProtectionProvider protection, IKeyManager keys)
{
    // What Data Protection puts out begins with four bytes of its own, and the id of the key.
    private const int KeyIdAt = sizeof(int);
    private const int KeyIdBytes = 16;

    private readonly IDataProtector protector = protection.CreateProtector("ClinicaMV.Audit");

    public string Sign(string text) => WebEncoders.Base64UrlEncode(protector.Protect(Digest(text)));

    /// <summary>What is wrong with the signature of that text: it is forged, unless it names a key that is not here.</summary>
    public ChainFault? FaultOf(string signature, string text, ChainFault forged)
        => IsOf(signature, text) ? null : LostKeyOf(signature) is { } key ? forged with { Kind = ChainFaultKind.KeyLost, Key = key } : forged;

    private bool IsOf(string signature, string text)
    {
        try
        {
            return CryptographicOperations.FixedTimeEquals(protector.Unprotect(WebEncoders.Base64UrlDecode(signature)), Digest(text));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private Guid? LostKeyOf(string signature)
    {
        try
        {
            return WebEncoders.Base64UrlDecode(signature) is { Length: > KeyIdAt + KeyIdBytes } sealing
                && new Guid(sealing.AsSpan(KeyIdAt, KeyIdBytes)) is var key && keys.GetAllKeys().All(k => k.KeyId != key) ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
