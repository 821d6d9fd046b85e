namespace ClinicaMV.Mail;

/// <summary>Sends what is due, a batch at a time over connections that are kept until nothing is due any more.</summary>
public sealed class SendOutgoingMail(IServiceScopeFactory scopes, MailConnections connections)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        await using (connections)
        {
            while (!cancel.IsCancellationRequested && await SendBatchAsync(cancel))
            {
            }
        }
    }

    private async Task<bool> SendBatchAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MailBatch>().SendAsync(connections, cancel);
    }
}
