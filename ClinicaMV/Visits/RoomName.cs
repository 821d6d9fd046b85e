using System.Buffers.Binary;
using System.Security.Cryptography;
using ClinicaMV.Data;

namespace ClinicaMV.Visits;

/// <summary>
/// The name of a room: <c>{prefix}-base32(kid ‖ roomRef ‖ expiresMinute ‖ HMAC-SHA-256(key, "room" ‖ kid ‖ roomRef ‖
/// expiresMinute)[0..16])</c>. Unguessable, without personal data, and verifiable without a database. Only
/// <c>[a-z0-9-]</c>, because Prosody folds case and the web client strips the rest.
/// </summary>
/// <param name="KeyId">The key that signs it.</param>
/// <param name="RoomRef">80 bits, <see cref="Visit.RoomRef"/>.</param>
/// <param name="ExpiresMinute">Minutes since the Unix epoch, UTC; the room is worthless from then on.</param>
public sealed record RoomName(byte KeyId, byte[] RoomRef, uint ExpiresMinute)
{
    public const int RefBytes = 10;
    private const int HeadBytes = 1 + RefBytes + 4;
    private const int MacBytes = 16;

    public DateTime ExpiresAt => DateTime.UnixEpoch.AddMinutes(ExpiresMinute);

    /// <summary>A name that lives at least until <paramref name="closesAt"/>, rounded up to the minute.</summary>
    public static RoomName Until(DateTime closesAt, byte[] roomRef, byte keyId)
        => new(keyId, roomRef, (uint)Math.Ceiling((closesAt - DateTime.UnixEpoch).TotalMinutes));

    public string Sign(string prefix, ReadOnlySpan<byte> key)
    {
        Span<byte> bytes = stackalloc byte[HeadBytes + MacBytes];
        WriteHead(bytes);
        Mac(key, bytes[..HeadBytes]).CopyTo(bytes[HeadBytes..]);
        return $"{prefix}-{Base32.Encode(bytes)}";
    }

    /// <summary>
    /// What the name says, if one of the keys signed it; otherwise <see langword="null"/>. Whether it has expired is for
    /// the caller, who knows the time.
    /// </summary>
    public static RoomName? Verify(string? text, string prefix, Func<byte, byte[]?> keyOf)
    {
        Span<byte> bytes = stackalloc byte[HeadBytes + MacBytes];
        if (text is null || !text.StartsWith(prefix + "-", StringComparison.Ordinal)
            || !Base32.TryDecode(text.AsSpan(prefix.Length + 1), bytes)
            || keyOf(bytes[0]) is not { } key
            || !CryptographicOperations.FixedTimeEquals(Mac(key, bytes[..HeadBytes]), bytes[HeadBytes..]))
        {
            return null;
        }

        return new(bytes[0], bytes[1..(1 + RefBytes)].ToArray(), BinaryPrimitives.ReadUInt32BigEndian(bytes[(1 + RefBytes)..]));
    }

    private void WriteHead(Span<byte> bytes)
    {
        bytes[0] = KeyId;
        RoomRef.CopyTo(bytes[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(1 + RefBytes)..], ExpiresMinute);
    }

    private static byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> head)
        => HMACSHA256.HashData(key, [.. "room"u8, .. head])[..MacBytes];
}
