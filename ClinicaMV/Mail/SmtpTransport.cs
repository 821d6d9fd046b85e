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
            client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => mail.Trusts(certificate, chain, errors);
        return client;
    }
}
