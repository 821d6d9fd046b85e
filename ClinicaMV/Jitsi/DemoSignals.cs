using System.Net.WebSockets;
using System.Text.Json;

namespace ClinicaMV.Jitsi;

/// <summary>One browser's conversation: it shows its token, takes a seat, and its signals are relayed until it goes.</summary>
internal sealed class DemoSignals(DemoServer server, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int LargestMessage = 64 * 1024;
    private const int LongestName = 80;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task Serve(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (!ComesFromOurselves(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        // Kestrel would wait for open sockets at shutdown until its patience ends.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = TimeSpan.FromSeconds(5),
            KeepAliveTimeout = Patience,
        });
        await Attend((string)context.GetRouteValue("room")!, socket, stop);
    }

    // Browsers let any page open a WebSocket to us; only the Origin header tells whose page it was.
    private static bool ComesFromOurselves(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
        && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private async Task Attend(string room, WebSocket socket, CancellationTokenSource stop)
    {
        var seat = new DemoSeat(socket);
        var writing = seat.Write(stop.Token);
        try
        {
            if (await Join(room, seat, socket, stop.Token))
                await Listen(room, seat, socket, stop.Token);
            seat.Close();
            await writing.WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or JsonException or InvalidOperationException or TimeoutException)
        {
            // The browser went away, was cut off, or spoke nonsense: in each case it is over.
        }
        finally
        {
            server.Leave(room, seat);
            await stop.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> Join(string room, DemoSeat seat, WebSocket socket, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        if (await Receive(socket, either.Token) is not { } hello)
            return false;

        seat.Participant = hello.Text("type") == "join" ? await server.Admit(room, hello.Text("jwt")) : null;
        if (seat.Participant is null)
            return await Refuse("connection.passwordRequired", seat, socket, either.Token);
        if (hello.Text("name") is { Length: > 0 and <= LongestName } name)
            seat.Participant = seat.Participant with { Name = name };
        if (server.Enter(room, seat))
            return true;
        return await Refuse("conference.max_users", seat, socket, either.Token);
    }

    private static async Task<bool> Refuse(string error, DemoSeat seat, WebSocket socket, CancellationToken until)
    {
        seat.Refuse(error);
        // Hanging up at once could overtake the reason on its way.
        while (await Receive(socket, until) is not null) { }
        return false;
    }

    private async Task Listen(string room, DemoSeat seat, WebSocket socket, CancellationToken stop)
    {
        while (await Receive(socket, stop) is { } message)
        {
            switch (message.Text("type"))
            {
                case "signal" when message.TryGetObject("data", out var data):
                    server.Relay(room, seat, message.Text("to"), data);
                    break;
                case "end-conference":
                    server.End(room, seat);
                    break;
            }
        }
    }

    private static async Task<JsonElement?> Receive(WebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[LargestMessage];
        var length = 0;
        while (length < buffer.Length)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (part.MessageType != WebSocketMessageType.Text)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return JsonElement.Parse(buffer.AsSpan(0, length));
        }
        return null;
    }
}
