using ClinicaMV.Visits;

namespace ClinicaMV.Jitsi;

/// <summary>
/// The room in which a check-up tries the video server. Its name is signed like any other, so nobody else can make one; it belongs
/// to no appointment, lives a few minutes, and the reservation authority grants it, or the check-up could not look inside.
/// </summary>
public static class CheckupRoom
{
    private static readonly byte[] Ref = "check-up 1"u8.ToArray();

    public static RoomName Until(DateTime closesAt, byte keyId) => RoomName.Until(closesAt, Ref, keyId);

    public static bool Is(RoomName room) => room.RoomRef.AsSpan().SequenceEqual(Ref);
}
