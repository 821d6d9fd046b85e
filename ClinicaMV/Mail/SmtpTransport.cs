using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>Hands mail to the clinic's SMTP server, over TLS with a checked certificate or not at all.</summary>
public sealed class SmtpTransport(IOptions<MailOptions> options) : IMailTransport
{
    private readonly MailOptions mail = options.Value;

    public IMailConnection Connection() => new SmtpConnection(mail, Client);

    private SmtpClient Client(MailKit.IProtocolLogger watch)
    {
        var client = new SmtpClient(watch) { Timeout = (int)SmtpConnection.Patience.TotalMilliseconds };
        if (mail.TrustedRootFile.Length > 0)
            client.ServerCertificateValidationCallback = IsSignedByTrustedRoot;
        return client;
    }

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
