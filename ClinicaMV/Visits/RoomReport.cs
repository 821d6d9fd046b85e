using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Data;

namespace ClinicaMV.Visits;

/// <summary>
/// One thing that the video server has said of a room: that somebody came, went, or was there from then till then; without a
/// role, the same of the room itself. Said twice it is one row, because its key is made of what it says.
/// </summary>
public sealed class RoomReport
{
    private RoomReport()
    {
    }

    public string Key { get; private set; } = null!;

    public byte[] RoomRef { get; private set; } = null!;

    public VisitRoom Room { get; private set; } = null!;

    /// <summary>Nobody's when it is about the room.</summary>
    public ParticipantRole? Role { get; private set; }

    /// <summary>Tells the connections of one person apart: a hash of the address that the video server gave that one. Empty for the room.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>When the person joined, or the room was made.</summary>
    public DateTime? From { get; private set; }

    /// <summary>When the person left, or the room was destroyed.</summary>
    public DateTime? To { get; private set; }

    public DateTime ReceivedAt { get; private set; }

    public static RoomReport Of(byte[] roomRef, RoomFact fact, DateTime receivedAt)
    {
        var connection = fact.Connection.Length == 0 ? "" : Digest(Encoding.UTF8.GetBytes(fact.Connection));
        var said = $"{Convert.ToHexString(roomRef)} {fact.Role} {connection} {fact.From:O} {fact.To:O}";
        return new()
        {
            Key = Digest(Encoding.UTF8.GetBytes(said)),
            RoomRef = roomRef,
            Role = fact.Role,
            Connection = connection,
            From = fact.From,
            To = fact.To,
            ReceivedAt = receivedAt,
        };
    }

    private static string Digest(byte[] bytes) => Base32.Encode(SHA256.HashData(bytes).AsSpan(0, 16));
}
