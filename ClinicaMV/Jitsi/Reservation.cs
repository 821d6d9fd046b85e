namespace ClinicaMV.Jitsi;

/// <summary>Why a room may not exist (a <c>JoinOutcome</c> or one of these), or the room that may.</summary>
public sealed record Reservation(string? Refusal, ReservedRoom? Room)
{
    /// <summary>The name is ours, but the visit has another room now.</summary>
    public const string OldRoom = nameof(OldRoom);

    /// <summary>The name is ours, but it was never handed out.</summary>
    public const string Unknown = nameof(Unknown);
}

/// <param name="Id">Names the visit and opens nothing.</param>
/// <param name="Duration">Seconds until the window closes, 1 or more.</param>
/// <param name="MaxOccupants">How many may be in it at once.</param>
public sealed record ReservedRoom(string Id, string Name, int Duration, int MaxOccupants);
