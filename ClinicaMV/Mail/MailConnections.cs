using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>
/// The connections to the mail server: never more than <c>Mail:Connections</c>, however many send at once. Each is taken for one mail
/// and in the order of asking, so that whoever has one mail does not wait for somebody else's pile.
/// </summary>
public sealed class MailConnections(IMailTransport transport, IOptions<MailOptions> options) : IAsyncDisposable
{
    private readonly ConcurrentBag<IMailConnection> idle = [];
    private readonly SemaphoreSlim free = new(options.Value.Connections);
    private int senders;

    /// <summary>Keeps connections open between mails, until the last who has begun ends.</summary>
    public void Begin() => Interlocked.Increment(ref senders);

    public async Task EndAsync()
    {
        if (Interlocked.Decrement(ref senders) == 0)
            await CloseAsync();
    }

    public async Task<IMailConnection> TakeAsync()
    {
        await free.WaitAsync();
        return idle.TryTake(out var kept) ? kept : transport.Connection();
    }

    public void Return(IMailConnection connection)
    {
        idle.Add(connection);
        free.Release();
    }

    /// <summary>For one that could not be opened: nobody shall try it while there are others.</summary>
    public async Task DropAsync(IMailConnection connection)
    {
        await connection.DisposeAsync();
        free.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        free.Dispose();
    }

    private async Task CloseAsync()
    {
        while (idle.TryTake(out var connection))
            await connection.DisposeAsync();
    }
}
