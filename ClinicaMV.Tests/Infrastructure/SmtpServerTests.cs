using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ClinicaMV.Tests.Infrastructure;

public sealed class SmtpServerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SmtpServer server = new();

    [Fact]
    public async Task A_message_over_StartTls_arrives_with_its_envelope()
    {
        await SendAsync(server, SecureSocketOptions.StartTls);

        var mail = Assert.Single(await server.WaitForAsync(1, Patience));
        Assert.Equal("clinica@example.org", mail.From);
        Assert.Equal(["ana@example.org", "luis@example.org"], mail.Recipients);
        Assert.True(mail.OverTls);
        Assert.Equal(server.User, mail.User);
    }

    [Fact]
    public async Task A_message_over_implicit_TLS_arrives()
    {
        await using var implicitly = new SmtpServer { ImplicitTls = true };

        await SendAsync(implicitly, SecureSocketOptions.SslOnConnect);

        Assert.True(Assert.Single(implicitly.Received).OverTls);
    }

    [Fact]
    public async Task The_bytes_arrive_as_they_were_sent_even_lines_that_begin_with_a_dot()
    {
        var message = Message();

        await SendAsync(server, SecureSocketOptions.StartTls, message);

        using var sent = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        await message.WriteToAsync(format, sent);
        Assert.Equal(sent.ToArray(), Assert.Single(server.Received).Raw);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Each_way_to_authenticate_lets_the_right_password_in(string mechanism)
    {
        using var client = await ConnectAsync(server, SecureSocketOptions.StartTls);

        await client.AuthenticateAsync(Mechanism(mechanism, server.Password));

        Assert.True(client.IsAuthenticated);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Each_way_to_authenticate_keeps_a_wrong_password_out(string mechanism)
    {
        using var client = await ConnectAsync(server, SecureSocketOptions.StartTls);

        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(Mechanism(mechanism, "wrong")));
    }

    [Fact]
    public async Task A_sender_in_clear_can_neither_authenticate_nor_send()
    {
        using var client = await ConnectAsync(server, SecureSocketOptions.None);

        await Assert.ThrowsAsync<NotSupportedException>(() => client.AuthenticateAsync(server.User, server.Password));
        await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => client.SendAsync(Message()));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_sender_who_has_not_authenticated_cannot_send()
    {
        using var client = await ConnectAsync(server, SecureSocketOptions.StartTls);

        await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => client.SendAsync(Message()));
    }

    [Fact]
    public async Task A_client_that_does_not_know_the_certificate_does_not_send()
    {
        using var client = new SmtpClient();

        await Assert.ThrowsAsync<SslHandshakeException>(() =>
            client.ConnectAsync(server.Host, server.Port, SecureSocketOptions.StartTls));
    }

    [Fact]
    public async Task When_the_250_is_never_seen_the_message_is_kept_and_the_sender_hears_of_a_failure()
    {
        server.Faults.Next(SmtpFault.DropAfterStoring);

        await Assert.ThrowsAsync<SmtpProtocolException>(() => SendAsync(server, SecureSocketOptions.StartTls));

        Assert.Single(server.Received);
    }

    [Theory]
    [InlineData(SmtpFault.RefuseConnection)]
    [InlineData(SmtpFault.TemporaryAtRcpt)]
    [InlineData(SmtpFault.PermanentAtRcpt)]
    [InlineData(SmtpFault.DropBeforeData)]
    [InlineData(SmtpFault.DropAfterData)]
    [InlineData(SmtpFault.TlsFailure)]
    public async Task A_fault_stops_as_many_messages_as_it_was_set_for(SmtpFault fault)
    {
        server.Faults.Next(fault, times: 2);

        for (var attempt = 0; attempt < 2; attempt++)
            await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(server, SecureSocketOptions.StartTls, Message("ana@example.org")));
        Assert.Empty(server.Received);
        await SendAsync(server, SecureSocketOptions.StartTls);

        Assert.Single(server.Received);
    }

    [Theory]
    [InlineData(SmtpFault.TemporaryAtRcpt, SmtpStatusCode.ErrorInProcessing)]
    [InlineData(SmtpFault.PermanentAtRcpt, SmtpStatusCode.MailboxUnavailable)]
    public async Task A_refused_recipient_is_named_with_its_status(SmtpFault fault, SmtpStatusCode status)
    {
        server.Faults.Next(fault);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() =>
            SendAsync(server, SecureSocketOptions.StartTls, Message("ana@example.org")));

        Assert.Equal(SmtpErrorCode.RecipientNotAccepted, refused.ErrorCode);
        Assert.Equal(status, refused.StatusCode);
    }

    [Fact]
    public async Task A_slow_server_outlasts_a_hasty_client()
    {
        server.Faults.Delay = TimeSpan.FromSeconds(5);
        server.Faults.Next(SmtpFault.Slow);

        using var client = new SmtpClient { Timeout = 300 };

        await Assert.ThrowsAsync<TimeoutException>(() => client.ConnectAsync(server.Host, server.Port, SecureSocketOptions.None));
    }

    [Fact]
    public async Task Thirty_senders_at_once_are_all_heard()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => SendAsync(server, SecureSocketOptions.StartTls)));

        Assert.Equal(30, (await server.WaitForAsync(30, Patience)).Count);
    }

    [Fact]
    public async Task Waiting_for_a_message_that_never_comes_ends()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => server.WaitForAsync(1, TimeSpan.FromMilliseconds(100)));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    private static async Task SendAsync(SmtpServer server, SecureSocketOptions security, MimeMessage? message = null)
    {
        using var client = await ConnectAsync(server, security);
        await client.AuthenticateAsync(server.User, server.Password);
        await client.SendAsync(message ?? Message());
        await client.DisconnectAsync(quit: true);
    }

    private static async Task<SmtpClient> ConnectAsync(SmtpServer server, SecureSocketOptions security)
    {
        var client = new SmtpClient();
        client.ServerCertificateValidationCallback = (_, shown, _, _) =>
            shown is X509Certificate2 certificate && certificate.RawDataMemory.Span.SequenceEqual(server.Certificate.RawDataMemory.Span);
        await client.ConnectAsync(server.Host, server.Port, security);
        return client;
    }

    private static SaslMechanism Mechanism(string name, string password) =>
        name == "PLAIN" ? new SaslMechanismPlain("clinic", password) : new SaslMechanismLogin("clinic", password);

    private static MimeMessage Message(params string[] recipients)
    {
        var message = new MimeMessage { Subject = "Su cita" };
        message.From.Add(MailboxAddress.Parse("clinica@example.org"));
        foreach (var recipient in recipients is [] ? ["ana@example.org", "luis@example.org"] : recipients)
            message.To.Add(MailboxAddress.Parse(recipient));
        message.Body = new TextPart("plain") { Text = "Buenos días:\r\n.una línea\r\n..otra\r\n.\r\nfin\r\n" };
        return message;
    }
}
