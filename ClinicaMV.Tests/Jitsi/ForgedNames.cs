using System.Security.Cryptography;
using ClinicaMV.Visits;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>Names of rooms that are not ours, made from one that is.</summary>
internal static class ForgedNames
{
    private const string Prefix = "cita";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    public static IEnumerable<string> Of(string room, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return (i % 10) switch
            {
                0 => room.ToUpperInvariant(),
                1 => room + Letters[i / 10 % 32],
                2 => room[..^1],
                3 => "otra" + room[Prefix.Length..],
                4 => AnotherKey(),
                5 => "cita-" + RandomNumberGenerator.GetString(Letters, 50),
                6 => $"[sala]{room}",
                7 => room + "\u0130",
                _ => OneBitChanged(room),
            };
        }
    }

    private static string AnotherKey()
        => RoomName.Until(DateTime.UnixEpoch.AddYears(99), RandomNumberGenerator.GetBytes(RoomName.RefBytes), keyId: 1).Sign(Prefix, RandomNumberGenerator.GetBytes(32));

    private static string OneBitChanged(string room)
    {
        var at = RandomNumberGenerator.GetInt32(Prefix.Length + 1, room.Length);
        var changed = Letters[Letters.IndexOf(room[at]) ^ 1 << RandomNumberGenerator.GetInt32(5)];
        return room[..at] + changed + room[(at + 1)..];
    }
}
