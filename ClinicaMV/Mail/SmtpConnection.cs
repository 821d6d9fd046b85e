using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>A connection to the SMTP server that is kept for as long as there is mail, and made anew when it has broken.</summary>
internal sealed class SmtpConnection(MailOptions mail, Func<IProtocolLogger, SmtpClient> newClient) : IMailConnection
{
    /// <summary>For one answer of the server.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private HandoverWatch watch = new();
    private SmtpClient? client;
    private int sent;

    public async Task OpenAsync(CancellationToken cancel)
    {
        if (client is { IsConnected: true })
            return;

        Drop();
        (watch, sent) = (new(), 0);
        client = newClient(watch);
        try
        {
            await client.ConnectAsync(await SocketAsync(cancel), mail.Host, mail.Port, Security, cancel);
            if (mail.User.Length > 0)
                await client.AuthenticateAsync(mail.User, mail.Password, cancel);
        }
        catch
        {
            Drop();
            throw;
        }
    }

    // A message goes out in several blocks. With Nagle's algorithm (RFC 896) the last one waits until the server has acknowledged the
    // one before, which it puts off for 40 ms: 23 mails a second where there are a thousand without. MailKit leaves it on.
    private async Task<Socket> SocketAsync(CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(mail.Host, mail.Port, cancel);
            socket.NoDelay = true;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(MimeMessage message, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        try
        {
            await TrySendAsync(message, cancel);
        }
        // A server may close a connection that it has served for long: that is no answer to this message.
        catch (Exception e) when (sent > 0 && IsGoodbye(e))
        {
            Drop();
            await OpenAsync(cancel);
            await TrySendAsync(message, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (client is { IsConnected: true })
                await client.DisconnectAsync(quit: true);
        }
        catch (Exception e) when (e is IOException or SmtpProtocolException or SmtpCommandException or OperationCanceledException or TimeoutException)
        {
            // A goodbye to a server that has already gone.
        }

        Drop();
    }

    private async Task TrySendAsync(MimeMessage message, CancellationToken cancel)
    {
        try
        {
            watch.IsHandedOver = false;
            await client!.SendAsync(message, cancel);
            sent++;
        }
        // A command refused is an answer, and the connection goes on.
        catch (Exception e) when (e is not SmtpCommandException)
        {
            Drop();
            if (watch.IsHandedOver)
                throw new AnswerUnheardException(e);
            throw;
        }
    }

    private static bool IsGoodbye(Exception e)
        => e is IOException or SmtpProtocolException or SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable };

    // Never Auto or StartTlsWhenAvailable: those fall back to cleartext without a word.
    private SecureSocketOptions Security => mail.Security switch
    {
        MailSecurity.SslOnConnect => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    private void Drop()
    {
        client?.Dispose();
        client = null;
    }
}
