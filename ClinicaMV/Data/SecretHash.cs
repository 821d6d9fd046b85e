using System.Security.Cryptography;
using System.Text;

namespace ClinicaMV.Data;

public static class SecretHash
{
    /// <summary>What is kept of a secret by which to know it again: SHA-256, hex. Enough for what nobody can guess; not for passwords.</summary>
    public static string Of(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
