using System.Security.Cryptography;

namespace ClinicaMV.Jitsi;

/// <summary>
/// A copy of the video server's <c>external_api.js</c>, taken by an administrator. Copies are kept: they say which script ran
/// in the room page when, and a page that is open still finds the one it asks for.
/// </summary>
public sealed class PinnedScript
{
    public const string Folder = "/Jitsi/Scripts/";

    public int Id { get; private set; }

    /// <summary>Where it was taken from; the copy of another server is no good.</summary>
    public required string Source { get; init; }

    /// <summary>In lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public required byte[] Content { get; init; }

    /// <summary>In bytes; beside the content, so that nobody has to read that to know it.</summary>
    public required int Size { get; init; }

    /// <summary>Of the video server, as far as its start page tells.</summary>
    public string? Version { get; init; }

    public required DateTime PinnedAt { get; init; }

    public static PinnedScript Of(string source, byte[] content, string? version, DateTime now) => new()
    {
        Source = source,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        Content = content,
        Size = content.Length,
        Version = version,
        PinnedAt = now,
    };
}
