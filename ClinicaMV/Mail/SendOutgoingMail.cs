namespace ClinicaMV.Mail;

/// <summary>Sends what is due, a batch at a time over connections that are kept until nothing is due any more.</summary>
public sealed class SendOutgoingMail(IServiceScopeFactory scopes, MailConnections connections)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        await using (connections)
        {
            var next = TakeAsync(cancel);
            while (await next is { } taken)
            {
                // Written while the one before is on its way.
                next = TakeAsync(cancel);
                if (await SendAsync(taken, cancel) || await next is not { } left)
                    continue;

                await using (left.Scope)
                    await left.Batch.ReleaseAsync();
                return;
            }
        }
    }

    private async Task<Taken?> TakeAsync(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
            return null;

        var scope = scopes.CreateAsyncScope();
        var batch = scope.ServiceProvider.GetRequiredService<MailBatch>();
        if (await batch.ClaimAsync())
            return new(scope, batch);

        await scope.DisposeAsync();
        return null;
    }

    private async Task<bool> SendAsync(Taken taken, CancellationToken cancel)
    {
        await using (taken.Scope)
            return await taken.Batch.SendAsync(connections, cancel);
    }

    private sealed record Taken(AsyncServiceScope Scope, MailBatch Batch);
}
