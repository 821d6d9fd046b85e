using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicaMV.Auditing;

/// <summary>
/// Signs what the chain is held against. The key is one of Data Protection's: whoever can write to the database, but has not the
/// keys beside it, cannot sign.
/// </summary>
public sealed class AuditSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("ClinicaMV.Audit");

    public string Sign(string text) => WebEncoders.Base64UrlEncode(protector.Protect(Digest(text)));

    /// <summary>Whether the signature is ours and of that text. A key that is gone answers as a forged signature does.</summary>
    public bool IsOf(string signature, string text)
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

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
