using System.Collections.Concurrent;
using System.Data.Common;
using ClinicaMV.Data.Sqlite;

namespace ClinicaMV.Data;

/// <summary>
/// SQLite has one writer: the others queue here, in order, instead of fighting for the file's lock. What has queued up meanwhile is written
/// in one transaction, each in a savepoint of its own, and nobody hears of it before all of it is on the disk: one flush for all, and each
/// page of the file is written once. What one of them fails at undoes nothing of the others; a commit that fails, or cannot begin while another process writes, fails for all.
/// </summary>
public sealed class SingleWriter
{
    // With more of them whoever came first waits long for the last one; with fewer, a slow disk is felt more.
    private const int MostTogether = 16;

    private readonly ConcurrentQueue<Waiting> queue = new();
    private int isWriting;

    /// <param name="connection">By which <paramref name="write"/> writes. If it is open already, or not one of ours, it is not shared: the write has its own transactions.</param>
    /// <returns>Done when it is on the disk.</returns>
    public Task<T> WriteAsync<T>(DbConnection connection, Func<Task<T>> write, CancellationToken cancel)
    {
        var mine = new Waiting<T>(connection as LentConnection, write, cancel);
        queue.Enqueue(mine);
        // Whoever finds nobody writing writes for all: no time goes by with waking the next one.
        if (TakesTurn())
            _ = WriteAllAsync();
        return mine.Told;
    }

    private bool TakesTurn() => Interlocked.CompareExchange(ref isWriting, 1, 0) == 0;

    private async Task WriteAllAsync()
    {
        try
        {
            await WriteTogetherAsync();
        }
        finally
        {
            // A full fence: whoever has queued up before it is seen below, whoever comes after it finds nobody writing.
            Interlocked.Exchange(ref isWriting, 0);
            // Somebody else's thread: this one has a request to answer.
            if (!queue.IsEmpty && TakesTurn())
                ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.WriteAllAsync(), this, preferLocal: false);
        }
    }

    private async Task WriteTogetherAsync()
    {
        using var shared = new SharedCommit();
        var together = new List<Waiting>();
        while (together.Count < MostTogether && shared.Failure is null && queue.TryPeek(out var next))
        {
            // What has a transaction of its own comes after those before it.
            if (!next.CanShare && together.Count > 0)
                break;

            queue.TryDequeue(out _);
            if (next.HasGivenUp())
                continue;

            together.Add(next);
            if (!next.CanShare)
            {
                await next.RunAsync();
                break;
            }

            await next.WritePartAsync(shared);
        }

        // One after the other they would wait as long again, each for the same lock.
        for (var rest = shared.IsShutOut ? queue.Count : 0; rest > 0 && queue.TryDequeue(out var next); rest--)
        {
            if (!next.HasGivenUp())
                together.Add(next);
        }

        shared.Commit();
        // Also who failed: it may have been at what another of them wrote, which nobody could have seen before.
        foreach (var one in together)
            one.Tell(shared.Failure);
    }

    private abstract class Waiting(LentConnection? connection)
    {
        // Whoever writes for the others does so in their name: in their language, and under their trace.
        private readonly ExecutionContext? flow = ExecutionContext.Capture();

        private Task? running;

        public bool CanShare => connection is { CanShare: true };

        public abstract bool HasGivenUp();

        /// <param name="failure">Why it is not on the disk, although it may have been written.</param>
        public abstract void Tell(Exception? failure);

        /// <summary>Writes. What it fails at is kept for <see cref="Tell"/>.</summary>
        public async Task RunAsync()
        {
            if (flow is null)
                running = StartAsync();
            else
                ExecutionContext.Run(flow, static me => ((Waiting)me!).running = ((Waiting)me).StartAsync(), this);
            await running!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        /// <summary>Writes as a part of that. What fails leaves nothing in it.</summary>
        public async Task WritePartAsync(SharedCommit shared)
        {
            try
            {
                connection!.BeginPart(shared);
                await RunAsync();
                if (IsWritten)
                    shared.Keep();
                else
                    shared.Undo();
            }
            catch (Exception failure)
            {
                // What the write itself failed at is why the transaction is gone.
                shared.Lose(running?.Exception?.InnerException ?? failure);
            }
            finally
            {
                connection!.EndPart();
            }
        }

        protected abstract bool IsWritten { get; }

        protected abstract Task StartAsync();
    }

    private sealed class Waiting<T>(LentConnection? connection, Func<Task<T>> write, CancellationToken cancel) : Waiting(connection)
    {
        private readonly TaskCompletionSource<T> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task<T>? writing;

        public Task<T> Told => told.Task;

        protected override bool IsWritten => writing is { IsCompletedSuccessfully: true };

        public override bool HasGivenUp() => cancel.IsCancellationRequested && told.TrySetCanceled(cancel);

        public override void Tell(Exception? failure)
        {
            if (failure is null || writing is { IsCompletedSuccessfully: false })
                told.SetFromTask(writing!);
            else
                told.SetException(failure);
        }

        protected override Task StartAsync() => writing = CallAsync();

        // What it throws at once is its own as well.
        private async Task<T> CallAsync() => await write();
    }
}
