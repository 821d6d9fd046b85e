using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ClinicaMV.Accounts.SecondSteps;

/// <summary>
/// Time-based one-time passwords as every authenticator app makes them (RFC 6238: SHA-1, six digits, steps of 30 seconds). Identity's own
/// take a code as often as it is sent, by the machine's clock.
/// </summary>
public static class Totp
{
    public const int KeyBytes = 20;
    private const int StepSeconds = 30;

    /// <summary>The telephone's clock may be off by a minute.</summary>
    private const int Slack = 2;

    /// <summary>The step whose code this is; <see langword="null"/> when it is none of those around now.</summary>
    public static long? StepOf(ReadOnlySpan<byte> key, string code, DateTime now)
    {
        long? found = null;
        var typed = Encoding.UTF8.GetBytes(code);
        // All of them, whichever it is: no answer comes sooner than another.
        for (var step = StepAt(now) - Slack; step <= StepAt(now) + Slack; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeAt(key, step)), typed))
                found = step;
        }

        return found;
    }

    public static long StepAt(DateTime instant) => (long)(instant - DateTime.UnixEpoch).TotalSeconds / StepSeconds;

    /// <summary>RFC 4226 §5.3.</summary>
    public static string CodeAt(ReadOnlySpan<byte> key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(key, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
