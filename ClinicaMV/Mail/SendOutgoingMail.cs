namespace ClinicaMV.Mail;

/// <summary>Sends what is due, a batch at a time over connections that are kept until nothing is due any more.</summary>
public sealed class SendOutgoingMail(IServiceScopeFactory scopes, MailSending sending, MailConnections connections, MailPace pace)
{
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
            var isReached = await taken.Batch.SendAsync(sending, cancel);
            await recorded;
            recorded = FinishAsync(taken);
            if (isReached)
                continue;

            await ReleaseAsync(await next);
            break;
        }

        await recorded;
    }

    private async Task<Taken?> TakeAsync(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
            return null;

        var scope = scopes.CreateAsyncScope();
        var batch = scope.ServiceProvider.GetRequiredService<MailBatch>();
        if (await batch.ClaimAsync(pace.Batch))
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
