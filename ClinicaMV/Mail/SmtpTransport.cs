using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>Hands mail to the clinic's SMTP server, over TLS with a checked certificate or not at all.</summary>
public sealed class SmtpTransport(IOptions<MailOptions> options) : IMailTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MailOptions mail = options.Value;

    public async Task SendAsync(MimeMessage message, CancellationToken cancel)
    {
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        if (mail.TrustedRootFile.Length > 0)
            client.ServerCertificateValidationCallback = IsSignedByTrustedRoot;
        await client.ConnectAsync(mail.Host, mail.Port, Security, cancel);
        if (mail.User.Length > 0)
            await client.AuthenticateAsync(mail.User, mail.Password, cancel);

        await client.SendAsync(message, cancel);
        await client.DisconnectAsync(quit: true, cancel);
    }

    // Never Auto or StartTlsWhenAvailable: those fall back to cleartext without a word.
    private SecureSocketOptions Security => mail.Security switch
    {
        MailSecurity.SslOnConnect => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    // The name must still match: only the authority is another one.
    private bool IsSignedByTrustedRoot(object sender, X509Certificate? certificate, X509Chain? offered, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(mail.TrustedRootFile);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(new X509Certificate2(certificate));
    }
}
