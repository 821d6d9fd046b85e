using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace ClinicaMV.Data;

public static class SealedText
{
    /// <summary>What was sealed; <see langword="null"/> when there is nothing, it was changed on its way, is too old, or the key is gone.</summary>
    public static string? Open(this IDataProtector protector, string? text)
    {
        try
        {
            return text is null ? null : protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
