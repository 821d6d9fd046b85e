using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ClinicaMV.Data;

/// <summary>
/// The id under which the world may know a record: 128 random bits, 26 characters. Never the database key, which would
/// tell how many there are and which came next.
/// </summary>
public static class PublicId
{
    public const int Length = 26;

    /// <summary>Whether it can be one at all: what comes in an address may hold anything.</summary>
    public static bool IsOne([NotNullWhen(true)] string? text) => text?.Length == Length && text.All(char.IsAsciiLetterOrDigit);

    public static string New() => Base32.Encode(RandomNumberGenerator.GetBytes(16));
}
