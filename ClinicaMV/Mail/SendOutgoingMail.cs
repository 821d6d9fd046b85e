using System.Diagnostics;
using ClinicaMV.Jobs;
using Hangfire;

namespace ClinicaMV.Mail;

/// <summary>Sends what is due, a batch at a time over connections that are kept until nothing is due any more.</summary>
public sealed class SendOutgoingMail(IServiceScopeFactory scopes, MailSending sending, MailConnections connections, MailPace pace)
{
    // What each costs the database is paid once for all in it, so that a fast server gets large ones. From a slow one, what comes in
    // meanwhile and cannot wait would have to wait too long.
    private const int FirstBatch = 100;
    private const int LargestBatch = 800;
    private const int SmallestBatch = 25;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(4);

    private int size = FirstBatch;

    [Queue(JobsSetup.MailQueue)]
    public async Task RunAsync(CancellationToken cancel)
    {
        connections.Begin();
        try
        {
            await SendAllAsync(cancel);
        }
        finally
        {
            await connections.EndAsync();
        }
    }

    // The next one is written, and the one before recorded, while one is on its way. On another thread: SQLite knows no waiting, and all of
    // the next would be written before the first of this one is sent.
    private async Task SendAllAsync(CancellationToken cancel)
    {
        var (next, recorded) = (Task.Run(() => TakeAsync(cancel), CancellationToken.None), Task.CompletedTask);
        while (await next is { } taken)
        {
            next = Task.Run(() => TakeAsync(cancel), CancellationToken.None);
            var began = Stopwatch.GetTimestamp();
            var isReached = await taken.Batch.SendAsync(sending, cancel);
            Adapt(Stopwatch.GetElapsedTime(began));
            await recorded;
            recorded = FinishAsync(taken);
            if (isReached)
                continue;

            await ReleaseAsync(await next);
            break;
        }

        await recorded;
    }

    private void Adapt(TimeSpan took)
        => size = took < Short ? Math.Min(2 * size, LargestBatch) : took > Long ? Math.Max(size / 2, SmallestBatch) : size;

    private async Task<Taken?> TakeAsync(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
            return null;

        var scope = scopes.CreateAsyncScope();
        var batch = scope.ServiceProvider.GetRequiredService<MailBatch>();
        if (await batch.ClaimAsync(Math.Min(size, pace.MostInBatch)))
            return new(scope, batch);

        await scope.DisposeAsync();
        return null;
    }

    private static async Task FinishAsync(Taken taken)
    {
        await using (taken.Scope)
            await taken.Batch.FinishAsync();
    }

    private static async Task ReleaseAsync(Taken? taken)
    {
        if (taken is null)
            return;

        await using (taken.Scope)
            await taken.Batch.ReleaseAsync();
    }

    private sealed record Taken(AsyncServiceScope Scope, MailBatch Batch);
}
