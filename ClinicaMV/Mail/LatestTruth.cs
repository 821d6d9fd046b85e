namespace ClinicaMV.Mail;

/// <summary>
/// Whether mails that were written a while ago still hold, and for whom they were written, asked again as they go out one by one. The answer is at most a second old:
/// one question for all that wait costs no more than one for each.
/// </summary>
internal sealed class LatestTruth(IReadOnlyCollection<OutgoingMail> mails, IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1);
    private IReadOnlyDictionary<long, MailFate>? overtaken;
    private long askedAt;

    /// <returns>Nothing for one that can go out as it is.</returns>
    public async Task<MailFate?> FateOfAsync(OutgoingMail mail)
    {
        await turn.WaitAsync();
        try
        {
            if (overtaken is null || clock.GetElapsedTime(askedAt) >= Lasts)
                await AskAsync();
            return overtaken!.TryGetValue(mail.Id, out var fate) ? fate : null;
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
        overtaken = await scope.ServiceProvider.GetRequiredService<MailTruth>().FindOvertakenAsync(mails);
    }
}
