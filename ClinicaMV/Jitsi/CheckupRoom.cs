using ClinicaMV.Visits;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>
/// The room in which a check-up tries the video server. Its name is signed like any other, so nobody else can make one; it belongs
/// to no appointment, lives a few minutes, and the reservation authority grants it, or the check-up could not look inside.
/// </summary>
public sealed class CheckupRoom(IOptions<JitsiOptions> options, JitsiToken token, RoomKeys keys, TimeProvider clock)
{
    /// <summary>On record instead of an appointment.</summary>
    public const string Reason = "Checkup";

    /// <summary>More than a check-up brings in: a full room must not pass for one that checks tokens.</summary>
    public const int MaxOccupants = 9;

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private static readonly byte[] Ref = "check-up 1"u8.ToArray();

    public static bool Is(RoomName room) => room.RoomRef.AsSpan().SequenceEqual(Ref);

    public async Task<CheckupTokens> PrepareAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (keyId, key) = await keys.ForWindowAsync(now, cancel);
        string Name(TimeSpan life) => RoomName.Until(now + life, Ref, keyId).Sign(options.Value.RoomPrefix, key);
        return new(token, Name(Life), Name(2 * Life), now);
    }
}
