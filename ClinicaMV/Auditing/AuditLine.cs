using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ClinicaMV.Auditing;

/// <summary>
/// What of one event goes into its hash, as the database holds it. SHA-256 over the hash before it and the fields, each with its
/// length before it, so that no two different lines are the same bytes. Never change this: what is written could no longer be verified.
/// </summary>
/// <param name="Origin">The commitment to address and browser; the two themselves can be erased.</param>
public sealed record AuditLine(string Class, long Seq, DateTime At, string Kind, string Outcome, string? ActorId, string ActorRole,
    string? AppointmentId, string? SubjectId, string? Reason, byte[]? Origin)
{
    /// <summary>What the first line of a chain follows.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    internal const byte Version = 1;
    private const int Absent = -1;

    public byte[] HashAfter(ReadOnlySpan<byte> previous)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        bytes.Write([Version]);
        bytes.Write(previous);
        Write(bytes, Seq);
        WriteFields(bytes);
        return SHA256.HashData(bytes.WrittenSpan);
    }

    /// <summary>What is hashed after the version, the hash before it and its place: all that is known before its turn has come.</summary>
    public byte[] Fields()
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        WriteFields(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Binds whoever holds the salt to these two, and tells nobody else anything about them.</summary>
    public static byte[] Commit(byte[] salt, string? address, string? agent)
    {
        var bytes = new ArrayBufferWriter<byte>(128);
        bytes.Write(salt);
        Write(bytes, address);
        Write(bytes, agent);
        return SHA256.HashData(bytes.WrittenSpan);
    }

    private void WriteFields(ArrayBufferWriter<byte> bytes)
    {
        // PostgreSQL keeps microseconds.
        Write(bytes, At.Ticks / TimeSpan.TicksPerMicrosecond);
        foreach (var text in new[] { Class, Kind, Outcome, ActorId, ActorRole, AppointmentId, SubjectId, Reason })
            Write(bytes, text);
        Write(bytes, Origin);
    }

    private static void Write(ArrayBufferWriter<byte> bytes, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), number);
        bytes.Advance(sizeof(long));
    }

    private static void Write(ArrayBufferWriter<byte> bytes, string? text)
    {
        WriteLength(bytes, text is null ? Absent : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
            Encoding.UTF8.GetBytes(text, bytes);
    }

    private static void Write(ArrayBufferWriter<byte> bytes, byte[]? value)
    {
        WriteLength(bytes, value?.Length ?? Absent);
        bytes.Write(value);
    }

    private static void WriteLength(ArrayBufferWriter<byte> bytes, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), length);
        bytes.Advance(sizeof(int));
    }
}
