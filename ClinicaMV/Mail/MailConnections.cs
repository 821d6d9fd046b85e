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

    private readonly ConcurrentBag<IMailConnection> idle = [];

    /// <summary>Sends the messages; each answer goes to <paramref name="answers"/> as it comes.</summary>
    /// <param name="stopping">What has not been begun is released.</param>
    public async Task SendAsync(IReadOnlyCollection<OutgoingMail> mails, ChannelWriter<MailAnswer> answers, CancellationToken stopping)
    {
        var waiting = new ConcurrentQueue<OutgoingMail>(mails);
        var lines = Math.Clamp(mails.Count / WorthAnother, 1, options.Value.Connections);
        await Task.WhenAll(Enumerable.Range(0, lines).Select(_ => Task.Run(() => SendOverOneAsync(waiting, answers, stopping), CancellationToken.None)));
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var connection))
            await connection.DisposeAsync();
    }

    private async Task SendOverOneAsync(ConcurrentQueue<OutgoingMail> waiting, ChannelWriter<MailAnswer> answers, CancellationToken stopping)
    {
        var connection = idle.TryTake(out var kept) ? kept : transport.Connection();
        try
        {
            Exception? unreachable = null;
            while (waiting.TryDequeue(out var mail))
            {
                unreachable ??= await OpenAsync(connection);
                await answers.WriteAsync(unreachable is null
                    ? await AnswerToAsync(connection, mail, stopping)
                    : MailAnswer.Unreachable(mail, unreachable), CancellationToken.None);
            }
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
        try
        {
            await pace.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return MailAnswer.NotTried(mail);
        }

        if (stopping.IsCancellationRequested || !mail.HasTimeLeft(clock.GetUtcNow().UtcDateTime, Attempt))
            return MailAnswer.NotTried(mail);

        using var patience = new CancellationTokenSource(Attempt);
        try
        {
            using var bytes = new MemoryStream(mail.Message!);
            using var message = await MimeMessage.LoadAsync(bytes, persistent: true, CancellationToken.None);
            await connection.SendAsync(message, patience.Token);
            return MailAnswer.Accepted(mail);
        }
        catch (Exception e)
        {
            return MailAnswer.Failed(mail, e);
        }
    }
}
