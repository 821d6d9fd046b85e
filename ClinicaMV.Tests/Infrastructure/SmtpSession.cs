using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>One connection: RFC 5321 as far as a mail client speaks it, STARTTLS (RFC 3207), AUTH (RFC 4954).</summary>
internal sealed class SmtpSession(SmtpServer server, TcpClient client)
{
    private readonly bool slow = server.Faults.Take(SmtpFault.Slow);
    private readonly List<string> recipients = [];
    private Stream stream = client.GetStream();
    private SmtpLines lines = null!;
    private string? from;
    private int kept;
    private string? user;
    private CancellationToken stop;

    private bool OverTls => stream is SslStream;

    public async Task RunAsync(CancellationToken stopping)
    {
        stop = stopping;
        try
        {
            await TalkAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The client left, or the server stops: neither is the server's failure.
        }
        finally
        {
            await CloseAsync();
        }
    }

    private async Task TalkAsync()
    {
        if (server.ImplicitTls && !await SecureAsync())
            return;
        lines = new SmtpLines(stream);
        await SayAsync("220 localhost ESMTP test server");
        while (await ReadAsync() is { } line && await ObeyAsync(line))
        {
        }
    }

    /// <returns>False when the connection is to be dropped.</returns>
    private async Task<bool> ObeyAsync(string line)
    {
        var (verb, rest) = SmtpLogin.Split(line);
        switch (verb)
        {
            case "EHLO": return await GreetAsync();
            case "HELO": return await ResetAsync("250 localhost");
            case "STARTTLS": return await StartTlsAsync();
            case "AUTH": return await AuthenticateAsync(rest);
            case "MAIL": return await MailAsync(rest);
            case "RCPT": return await RcptAsync(rest);
            case "DATA": return await DataAsync();
            case "RSET": return await ResetAsync("250 2.0.0 Ok");
            case "NOOP": return await SayAsync("250 2.0.0 Ok");
            case "QUIT": return !await SayAsync("221 2.0.0 Bye");
            default: return await SayAsync("502 5.5.1 Unknown command");
        }
    }

    private async Task<bool> GreetAsync()
    {
        string[] offers = ["localhost", "PIPELINING", "SIZE 26214400", "8BITMIME", "ENHANCEDSTATUSCODES"];
        if (!OverTls && server.OffersTls)
            offers = [.. offers, "STARTTLS"];
        if (OverTls || !server.RequireTls)
            offers = [.. offers, "AUTH PLAIN LOGIN"];
        var answer = offers.Select((offer, i) => $"250{(i < offers.Length - 1 ? '-' : ' ')}{offer}");
        return await ResetAsync(string.Join("\r\n", answer));
    }

    private async Task<bool> StartTlsAsync()
    {
        if (OverTls)
            return await SayAsync("503 5.5.1 Already secure");
        await SayAsync("220 2.0.0 Ready to start TLS");
        if (!await SecureAsync())
            return false;
        // A new reader: what was sent in clear behind STARTTLS must not count as secure (CVE-2011-0411).
        lines = new SmtpLines(stream);
        user = null;
        Forget();
        return true;
    }

    private async Task<bool> SecureAsync()
    {
        if (server.Faults.Take(SmtpFault.TlsFailure))
        {
            await stream.WriteAsync("This is not TLS.\r\n"u8.ToArray(), stop);
            return false;
        }
        var secure = new SslStream(stream);
        stream = secure;
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(server.Certificate, server.Intermediates, offline: true) }, stop);
        return true;
    }

    private async Task<bool> AuthenticateAsync(string rest)
    {
        if (server.RequireTls && !OverTls)
            return await SayAsync("538 5.7.11 Encryption required");
        var given = await new SmtpLogin(SayAsync, ReadAsync).AskAsync(rest);
        if (given != (server.User, server.Password))
            return await SayAsync("535 5.7.8 Authentication failed");
        user = server.User;
        return await SayAsync("235 2.7.0 Authenticated");
    }

    private async Task<bool> MailAsync(string rest)
    {
        if (server.RequireTls && !OverTls)
            return await SayAsync("530 5.7.0 Must issue a STARTTLS command first");
        if (server.RequireTls && user is null)
            return await SayAsync("530 5.7.0 Authentication required");
        if (from is not null)
            return await SayAsync("503 5.5.1 Nested MAIL command");
        if (kept == server.MailsPerConnection)
            return server.SaysGoodbye && !await SayAsync("421 4.7.0 That is enough for one connection");
        if (Path(rest, "FROM:") is not { } path)
            return await SayAsync("501 5.5.4 Syntax: MAIL FROM:<address>");
        from = path;
        return await SayAsync("250 2.1.0 Ok");
    }

    private async Task<bool> RcptAsync(string rest)
    {
        if (from is null)
            return await SayAsync("503 5.5.1 Need MAIL command");
        if (Path(rest, "TO:") is not { Length: > 0 } path)
            return await SayAsync("501 5.5.4 Syntax: RCPT TO:<address>");
        if (server.Faults.Take(SmtpFault.TemporaryAtRcpt))
            return await SayAsync("451 4.3.0 Try again later");
        if (server.Faults.Take(SmtpFault.PermanentAtRcpt))
            return await SayAsync("550 5.1.1 No such user");
        recipients.Add(path);
        return await SayAsync("250 2.1.5 Ok");
    }

    private async Task<bool> DataAsync()
    {
        if (recipients.Count == 0)
            return await SayAsync("503 5.5.1 Need RCPT command");
        if (server.Faults.Take(SmtpFault.DropBeforeData))
            return false;
        if (server.Faults.Take(SmtpFault.Silent))
            return await FallSilentAsync();
        await SayAsync("354 End data with <CR><LF>.<CR><LF>");
        if (await lines.ReadMessageAsync(stop) is not { } raw || server.Faults.Take(SmtpFault.DropAfterData))
            return false;
        var answer = !server.Faults.Take(SmtpFault.DropAfterStoring);
        kept++;
        var mail = new ReceivedMail { From = from!, Recipients = [.. recipients], Raw = raw, OverTls = OverTls, User = user };
        server.Keep(mail);
        await server.BeforeAnswer(mail);
        if (server.Faults.Take(SmtpFault.SilentAfterStoring))
            return await FallSilentAsync();
        return answer && await ResetAsync("250 2.0.0 Ok: kept");
    }

    private async Task<bool> FallSilentAsync()
    {
        using var silent = server.OneMoreSilent();
        while (await lines.ReadAsync(stop) is not null)
        {
        }

        return false;
    }

    private async Task<bool> ResetAsync(string answer)
    {
        Forget();
        return await SayAsync(answer);
    }

    private void Forget()
    {
        from = null;
        recipients.Clear();
    }

    private async Task<bool> SayAsync(string answer)
    {
        if (slow && server.Faults.Delay - SinceArrival is { Ticks: > 0 } delay)
            await Task.Delay(delay, stop);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), stop);
        return true;
    }

    // As over a long way: what came together is answered together.
    private TimeSpan SinceArrival => lines is { ArrivedAt: > 0 } ? Stopwatch.GetElapsedTime(lines.ArrivedAt) : TimeSpan.Zero;

    private async Task<string?> ReadAsync() => await lines.ReadAsync(stop) is { } line ? Encoding.UTF8.GetString(line) : null;

    private async Task CloseAsync()
    {
        try
        {
            await stream.DisposeAsync();
        }
        catch (IOException)
        {
            // A goodbye to a client that has already gone.
        }
        client.Dispose();
    }

    private static string? Path(string rest, string keyword)
    {
        if (!rest.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            return null;
        var path = rest[keyword.Length..].TrimStart();
        var end = path.IndexOf('>');
        return path.StartsWith('<') && end > 0 ? path[1..end] : null;
    }
}
