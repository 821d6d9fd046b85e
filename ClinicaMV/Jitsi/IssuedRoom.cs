namespace ClinicaMV.Jitsi;

/// <summary>All that a browser needs to enter one room. Made on request, shown to one participant, kept nowhere.</summary>
/// <param name="Name">As the External API wants it; JaaS has the app id before it.</param>
/// <param name="Script">Address of the server's <c>external_api.js</c>, or of our copy of it.</param>
/// <param name="Domain">Host of the video server, as the External API wants it.</param>
/// <param name="Token">The JWT; <see langword="null"/> on a server without tokens.</param>
/// <param name="OpensInNewTab">The server does not let itself be embedded: show <see cref="Url"/> as a link.</param>
public sealed record IssuedRoom(string Name, string Script, string Domain, string? Token, bool OpensInNewTab)
{
    /// <summary>What the browser has to find at <see cref="Script"/>; only of a pinned copy.</summary>
    public string? Integrity { get; init; }

    public string Url => $"https://{Domain}/{Name}";

    /// <summary>The room as a page of its own, for browsers that have trouble with a frame; the demo server has none.</summary>
    public string? TabUrl => OpensInNewTab || Domain.Length == 0 ? null : Token is null ? Url : $"{Url}?jwt={Token}";
}
