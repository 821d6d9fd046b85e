using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ClinicaMV.Clinic;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>Goes to the configured mail server as the sender would, and says what it found there. Lines for the console, in English.</summary>
public sealed class MailCheckup(IOptions<MailOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SoonExpires = TimeSpan.FromDays(14);

    private readonly MailOptions mail = options.Value;
    private X509Certificate2? certificate;
    private bool isTrusted;

    /// <param name="letter">Sent at the end, when there is one.</param>
    public async IAsyncEnumerable<Finding> RunAsync(MimeMessage? letter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (mail.TrustedRootFile.Length > 0 && !File.Exists(mail.TrustedRootFile))
        {
            yield return Finding.Bad($"Mail:TrustedRootFile: there is no {mail.TrustedRootFile}.");
            yield break;
        }

        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds, ServerCertificateValidationCallback = Look };
        var reached = await TryAsync(() => client.ConnectAsync(mail.Host, mail.Port,
            mail.Security == MailSecurity.SslOnConnect ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls, cancel));
        if (certificate is not null)
            yield return AboutCertificate();
        if (reached is not null)
        {
            yield return reached;
            yield break;
        }

        yield return Finding.Good($"Connected to {mail.Host}:{mail.Port} ({mail.Security}), {client.SslProtocol}, {client.SslCipherSuite}.");
        yield return Finding.Good(Offers(client));
        if (await SignInAsync(client, cancel) is var signedIn && mail.User.Length > 0)
            yield return signedIn ?? Finding.Good($"Signed in as {mail.User}.");
        else
            yield return Finding.Good("Mail:User is empty: not signed in.");
        if (signedIn is null && letter is not null)
            yield return await TryAsync(() => client.SendAsync(letter, cancel)) ?? Finding.Good($"The server has taken a test mail to {letter.To}.");
        await client.DisconnectAsync(quit: true, cancel);
    }

    private bool Look(object sender, X509Certificate? offered, X509Chain? chain, SslPolicyErrors errors)
    {
        certificate = offered is null ? null : new X509Certificate2(offered);
        return isTrusted = mail.Trusts(offered, chain, errors);
    }

    private Finding AboutCertificate()
    {
        var until = certificate!.NotAfter.ToUniversalTime();
        var line = $"Certificate: {certificate.Subject}, signed by {certificate.Issuer}, valid until {until:yyyy-MM-dd}";
        return until < clock.GetUtcNow().UtcDateTime ? Finding.Bad($"{line}: it has expired, and no mail goes out. Whoever runs the mail server has to renew it, unless it is this machine's clock that is wrong.")
            : !isTrusted ? Finding.Bad($"{line}: not trusted. No mail goes out. Is Mail:Host the name in it, and does Mail:TrustedRootFile name its authority?")
            : until - clock.GetUtcNow().UtcDateTime < SoonExpires ? Finding.Good($"{line}: trusted, but it expires soon.")
            : Finding.Good($"{line}: trusted.");
    }

    private static string Offers(SmtpClient client)
    {
        string Says(SmtpCapabilities what, string name) => client.Capabilities.HasFlag(what) ? name : $"no {name}";
        var size = client.Capabilities.HasFlag(SmtpCapabilities.Size) ? $"SIZE {client.MaxSize}" : "no SIZE";
        return $"Offers: {Says(SmtpCapabilities.Pipelining, "PIPELINING")}, {size}, {Says(SmtpCapabilities.Chunking, "CHUNKING")}.";
    }

    private async Task<Finding?> SignInAsync(SmtpClient client, CancellationToken cancel)
        => mail.User.Length == 0 ? null : await TryAsync(() => client.AuthenticateAsync(mail.User, mail.Password, cancel));

    private async Task<Finding?> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (Exception e) when (WhyOf(e) is { } why)
        {
            return Finding.Bad($"{why} ({e.GetBaseException().Message.ReplaceLineEndings(" ")})");
        }
    }

    private string? WhyOf(Exception failure) => failure switch
    {
        SocketException => $"Nobody answers at {mail.Host}:{mail.Port}: are Mail:Host and Mail:Port right, and does the firewall let us out?",
        SslHandshakeException => "TLS could not be agreed on: no mail goes out.",
        AuthenticationException => "The server does not accept Mail:User and Mail:Password.",
        NotSupportedException when failure.Message.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase)
            => "The server offers no STARTTLS: without TLS no mail goes out. Is it Mail:Security=SslOnConnect, on port 465?",
        NotSupportedException => "The server knows no way of signing in that we know: leave Mail:User empty if it asks for none.",
        SmtpCommandException => "The server refuses.",
        SmtpProtocolException or IOException or TimeoutException or ServiceNotConnectedException => "The server broke off, or is no mail server that speaks this way: is Mail:Security right for the port?",
        _ => null,
    };
}
