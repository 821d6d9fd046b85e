namespace ClinicaMV.Mail;

/// <summary>
/// Whether mails that were written a while ago still hold, asked again as they go out one by one. The answer is at most a second old:
/// one question for all that wait costs no more than one for each.
/// </summary>
internal sealed class LatestTruth(IReadOnlyCollection<OutgoingMail> mails, IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1);
    private IReadOnlySet<long>? lost;
    private long askedAt;

    public async Task<bool> HoldsAsync(OutgoingMail mail)
    {
        await turn.WaitAsync();
        try
        {
            if (lost is null || clock.GetElapsedTime(askedAt) >= Lasts)
                await AskAsync();
            return !lost!.Contains(mail.Id);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task AskAsync()
    {
        askedAt = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        lost = await scope.ServiceProvider.GetRequiredService<MailTruth>().FindLostAsync(mails);
    }
}
