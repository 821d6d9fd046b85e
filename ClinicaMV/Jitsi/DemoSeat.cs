using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;

namespace ClinicaMV.Jitsi;

/// <summary>One browser's connection to the demo server. What is posted goes out in that order, by one writer.</summary>
public sealed class DemoSeat(WebSocket socket)
{
    private const int Backlog = 256;

    private readonly Channel<byte[]> outgoing = Channel.CreateBounded<byte[]>(Backlog);

    /// <summary>New for every connection, as a Jitsi occupant's is; it says nothing about the person.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    public DemoParticipant? Participant { get; set; }

    public bool IsModerator => Participant?.Moderator == true;

    public object Card => new { id = Id, displayName = Participant?.Name ?? "" };

    public void Post(object message)
    {
        // A browser that reads nothing any more must not make the other one wait.
        if (!outgoing.Writer.TryWrite(JsonSerializer.SerializeToUtf8Bytes(message)))
            outgoing.Writer.TryComplete();
    }

    public void Refuse(string error)
    {
        Post(new { type = "error", name = error });
        Close();
    }

    public void Close() => outgoing.Writer.TryComplete();

    public async Task Write(CancellationToken stop)
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(stop))
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, stop);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
    }
}
