using System.Security.Cryptography;
using ClinicaMV.Visits;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>
/// The room in which a check-up tries the video server, each time another. Its name is signed like any other, so nobody else can make one; it
/// belongs to no appointment, lives a few minutes, and the reservation authority grants it, or the check-up could not look inside.
/// </summary>
public sealed class CheckupRoom(IOptions<JitsiOptions> options, JitsiToken token, RoomKeys keys, TimeProvider clock)
{
    /// <summary>More than a check-up brings in: a full room must not pass for one that checks tokens.</summary>
    public const int MaxOccupants = 9;

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    // What follows is the check-up's own.
    private static readonly byte[] Mark = "check "u8.ToArray();

    public static bool Is(RoomName room) => room.RoomRef.AsSpan().StartsWith(Mark);

    /// <summary>On record instead of an appointment: that it was a check-up, and which.</summary>
    public static string ReasonOf(RoomName room) => $"Checkup,{Convert.ToHexStringLower(room.RoomRef[Mark.Length..])}";

    public async Task<CheckupTokens> PrepareAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (keyId, key) = await keys.ForWindowAsync(now, cancel);
        byte[] own = [.. Mark, .. RandomNumberGenerator.GetBytes(RoomName.RefBytes - Mark.Length)];
        RoomName Named(TimeSpan life) => RoomName.Until(now + life, own, keyId);
        string Signed(TimeSpan life) => Named(life).Sign(options.Value.RoomPrefix, key);
        return new(token, Signed(Life), Signed(2 * Life), now) { Reason = ReasonOf(Named(Life)) };
    }
}
