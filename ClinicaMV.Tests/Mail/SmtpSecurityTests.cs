using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>S27: whoever would read along gets nothing, and the mail is kept. And how it is known that a message was handed over.</summary>
public sealed class SmtpSecurityTests
{
    public static TheoryData<string> Downgrades => ["STARTTLS taken back", "plain server in place of TLS", "certificate that nobody vouches for", "certificate of another host"];

    [Theory]
    [MemberData(nameof(Downgrades))]
    public async Task A_server_that_is_not_safe_gets_nothing_and_the_mail_is_kept(string downgrade)
    {
        await using var smtp = downgrade switch
        {
            "STARTTLS taken back" => new SmtpServer { OffersTls = false, RequireTls = false },
            "plain server in place of TLS" => new SmtpServer { RequireTls = false },
            "certificate of another host" => new SmtpServer { Certificate = SmtpServer.SelfSigned("mail.example.test") },
            _ => new SmtpServer(),
        };
        var clinic = new SqliteClinic();
        clinic.SendsTo(smtp, downgrade.StartsWith("plain") ? MailSecurity.SslOnConnect : MailSecurity.StartTls, trusted: !downgrade.EndsWith("vouches for"));
        await clinic.InitializeAsync();
        try
        {
            await new MailSpeed(clinic, smtp).OweAsync(3);
            await clinic.SendAsync();

            Assert.Empty(smtp.Received);
            Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Pending, 0), (m.State, m.UnheardAnswers)));
            Assert.Single((await clinic.RemindersAsync()).Select(m => m.LastError).Distinct(), error => error is "SslHandshakeException" or "NotSupportedException");
            Scoreboard.Record("S27", downgrade, "SMTP needs TLS, certificate checked", "refused, the mail is kept");
        }
        finally
        {
            await ((IAsyncLifetime)clinic).DisposeAsync();
        }
    }

    [Fact]
    public async Task That_a_message_was_handed_over_whole_is_known_wherever_its_end_falls_in_what_is_written()
    {
        await using var smtp = new SmtpServer();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, smtp.Certificate.ExportCertificatePem());
        var transport = new SmtpTransport(Options.Create(new MailOptions
        {
            Host = smtp.Host, Port = smtp.Port, User = smtp.User, Password = smtp.Password, TrustedRootFile = file,
        }));

        // MailKit writes blocks of 4096 bytes.
        for (var length = 4096; length < 4096 + 12; length++)
        {
            smtp.Faults.Next(SmtpFault.DropAfterStoring);
            await using var connection = transport.Connection();
            await Assert.ThrowsAsync<AnswerUnheardException>(() => connection.SendAsync(MessageOf(length), default));
        }

        Assert.Equal(Enumerable.Range(4096, 12), smtp.Received.Select(m => m.Raw.Length));
        File.Delete(file);
    }

    private static MimeMessage MessageOf(int length)
    {
        var message = new MimeMessage { Subject = "Su cita", MessageId = "cita@clinica.example", Date = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero) };
        message.From.Add(MailboxAddress.Parse("citas@clinica.example"));
        message.To.Add(MailboxAddress.Parse("ana@example.test"));
        message.Body = new TextPart("plain") { Text = "" };
        message.Prepare(EncodingConstraint.SevenBit);
        using var bytes = new MemoryStream();
        message.WriteTo(DosFormat, bytes);
        ((TextPart)message.Body).Text = string.Concat(Enumerable.Repeat(new string('a', 62) + "\r\n", 60)) + new string('b', (int)(length - bytes.Length - 60 * 64));
        return message;
    }

    private static FormatOptions DosFormat
    {
        get
        {
            var format = FormatOptions.Default.Clone();
            format.NewLineFormat = NewLineFormat.Dos;
            return format;
        }
    }
}
