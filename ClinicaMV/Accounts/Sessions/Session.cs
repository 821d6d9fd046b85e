using ClinicaMV.Data;

namespace ClinicaMV.Accounts.Sessions;

/// <summary>
/// Somebody signed in with one browser. The browser holds a random key and nothing else; here is its hash, so that a stolen
/// database opens no session.
/// </summary>
public sealed class Session
{
    /// <summary>Under which the page of devices knows it; it opens nothing.</summary>
    public string Id { get; private set; } = PublicId.New();

    /// <summary>SHA-256 (hex) of the key.</summary>
    public required string KeyHash { get; init; }

    public required string PersonId { get; init; }

    /// <summary>The person's security stamp at the time: another password, another address or being disabled ends every session that does not know of it.</summary>
    public required string Stamp { get; set; }

    public required DateTime StartedAt { get; init; }

    /// <summary>The last request, to the minute.</summary>
    public required DateTime SeenAt { get; init; }

    /// <summary>When the person last showed who they are.</summary>
    public required DateTime ProvedAt { get; set; }

    /// <summary>Entered with a second step or a passkey.</summary>
    public required bool HasSecondStep { get; set; }

    /// <summary>The person said that this device is theirs.</summary>
    public required bool IsRemembered { get; init; }

    /// <summary>Browser and system, as far as they tell: <c>Firefox, Windows</c>.</summary>
    public required string Device { get; init; }
}
