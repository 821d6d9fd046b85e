namespace ClinicaMV.Jitsi;

/// <summary>What is known of a <see cref="PinnedScript"/> without reading it.</summary>
public sealed record Pin(string Sha256, int Size, string? Version, DateTime PinnedAt)
{
    /// <summary>Where our own origin serves it: other content has another address.</summary>
    public string OwnAddress => $"{PinnedScript.Folder}{Sha256}.js";

    /// <summary>For the browser, which runs nothing else under that address (W3C Subresource Integrity).</summary>
    public string Integrity => $"sha256-{Convert.ToBase64String(Convert.FromHexString(Sha256))}";
}
