using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>A few connections to the mail server, as many as the mail that waits is worth, kept between batches.</summary>
public sealed class MailConnections(IMailTransport transport, MailPace pace, IOptions<MailOptions> options, TimeProvider clock) : IAsyncDisposable
{
    private const int WorthAnother = 10;

    /// <summary>After so long an attempt counts as failed, whatever the server is doing.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LastAttempt = TimeSpan.FromSeconds(15);

    private readonly ConcurrentBag<IMailConnection> idle = [];

    /// <summary>Sends the messages; each answer goes to <paramref name="answers"/> as it comes.</summary>
    /// <param name="stopping">What has not been begun is released.</param>
    /// <returns>Whether the server could be reached: if not, that holds for whatever else waits.</returns>
    public async Task<bool> SendAsync(IReadOnlyCollection<OutgoingMail> mails, ChannelWriter<MailAnswer> answers, CancellationToken stopping)
    {
        var waiting = new ConcurrentQueue<OutgoingMail>(mails);
        var lines = Math.Clamp(mails.Count / WorthAnother, 1, options.Value.Connections);
        var ends = await Task.WhenAll(Enumerable.Range(0, lines).Select(_ => Task.Run(() => SendOverOneAsync(waiting, answers, stopping), CancellationToken.None)));
        // A server may want fewer connections than we do: only when none is left is it out of reach.
        foreach (var mail in waiting)
            await answers.WriteAsync(MailAnswer.Failed(mail, ends.First(e => e is not null)!), CancellationToken.None);
        return waiting.IsEmpty;
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var connection))
            await connection.DisposeAsync();
    }

    /// <returns>Why it ended early, if it did.</returns>
    private async Task<Exception?> SendOverOneAsync(ConcurrentQueue<OutgoingMail> waiting, ChannelWriter<MailAnswer> answers, CancellationToken stopping)
    {
        var connection = idle.TryTake(out var kept) ? kept : transport.Connection();
        try
        {
            while (!waiting.IsEmpty)
            {
                if (!stopping.IsCancellationRequested && await OpenAsync(connection) is { } unreachable)
                    return unreachable;
                if (waiting.TryDequeue(out var mail))
                    await answers.WriteAsync(await AnswerToAsync(connection, mail, stopping), CancellationToken.None);
            }

            return null;
        }
        finally
        {
            idle.Add(connection);
        }
    }

    private static async Task<Exception?> OpenAsync(IMailConnection connection)
    {
        using var patience = new CancellationTokenSource(Attempt);
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

    private async Task<MailAnswer> AnswerToAsync(IMailConnection connection, OutgoingMail mail, CancellationToken stopping)
    {
        if (!await pace.MayGoAsync(mail.TimeToBegin(clock.GetUtcNow().UtcDateTime, Attempt), stopping))
            return MailAnswer.NotTried(mail);

        using var patience = new CancellationTokenSource(Attempt);
        // Whoever stops the program waits for what has been begun.
        using var hurry = stopping.Register(() => patience.CancelAfter(LastAttempt));
        try
        {
            using var message = MimeMessage.Load(new MemoryStream(mail.Message!), persistent: true, CancellationToken.None);
            await connection.SendAsync(message, patience.Token);
            return MailAnswer.Accepted(mail);
        }
        catch (Exception e)
        {
            return MailAnswer.Failed(mail, e);
        }
    }
}
