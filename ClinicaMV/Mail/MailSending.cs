using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>Takes written mails to the server, over as many lines at once as they are worth.</summary>
public sealed class MailSending(MailConnections connections, MailPace pace, IServiceScopeFactory scopes, IOptions<MailOptions> options, TimeProvider clock)
{
    private const int WorthAnother = 10;

    /// <summary>After so long an attempt counts as failed, whatever the server is doing.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LastAttempt = TimeSpan.FromSeconds(15);

    /// <summary>Sends the messages; each answer goes to <paramref name="answers"/> as it comes.</summary>
    /// <param name="stopping">What has not been begun is released.</param>
    /// <returns>Whether the server could be reached: if not, that holds for whatever else waits.</returns>
    public async Task<bool> SendAsync(IReadOnlyCollection<OutgoingMail> mails, ChannelWriter<MailAnswer> answers, CancellationToken stopping)
    {
        using var truth = new LatestTruth(mails, scopes, clock);
        var waiting = new ConcurrentQueue<OutgoingMail>(mails);
        var lines = Math.Clamp(mails.Count / WorthAnother, 1, options.Value.Connections);
        var ends = await Task.WhenAll(Enumerable.Range(0, lines).Select(_ => Task.Run(() => SendInLineAsync(waiting, truth, answers, stopping), CancellationToken.None)));
        // A server may want fewer connections than we do: only when none is left is it out of reach.
        foreach (var mail in waiting)
            await answers.WriteAsync(MailAnswer.Failed(mail, ends.First(e => e is not null)!), CancellationToken.None);
        return waiting.IsEmpty;
    }

    /// <returns>Why it ended early, if it did.</returns>
    private async Task<Exception?> SendInLineAsync(ConcurrentQueue<OutgoingMail> waiting, LatestTruth truth, ChannelWriter<MailAnswer> answers, CancellationToken stopping)
    {
        while (!waiting.IsEmpty)
        {
            var connection = await connections.TakeAsync();
            if (!stopping.IsCancellationRequested && await OpenAsync(connection) is { } unreachable)
            {
                await connections.DropAsync(connection);
                return unreachable;
            }

            try
            {
                if (waiting.TryDequeue(out var mail))
                    await answers.WriteAsync(await AnswerToAsync(connection, mail, truth, stopping), CancellationToken.None);
            }
            finally
            {
                connections.Return(connection);
            }
        }

        return null;
    }

    private async Task<Exception?> OpenAsync(IMailConnection connection)
    {
        using var patience = new CancellationTokenSource(Attempt, clock);
        try
        {
            await connection.OpenAsync(patience.Token);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task<MailAnswer> AnswerToAsync(IMailConnection connection, OutgoingMail mail, LatestTruth truth, CancellationToken stopping)
    {
        if (!await pace.MayGoAsync(mail.TimeToBegin(clock.GetUtcNow().UtcDateTime, Attempt), stopping))
            return MailAnswer.NotTried(mail);

        using var patience = new CancellationTokenSource(Attempt, clock);
        // Whoever stops the program waits for what has been begun.
        using var hurry = stopping.Register(() => patience.CancelAfter(LastAttempt));
        try
        {
            if (await truth.FateOfAsync(mail) is { } overtaken)
                return new(mail, overtaken);

            using var message = FrozenMessage.Of(mail.Message!);
            await connection.SendAsync(message, patience.Token);
            return MailAnswer.Accepted(mail);
        }
        catch (Exception e)
        {
            return MailAnswer.Failed(mail, e);
        }
    }
}
