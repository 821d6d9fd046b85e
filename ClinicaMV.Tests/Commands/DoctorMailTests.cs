using System.Net;
using System.Net.Sockets;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ClinicaMV.Tests.Commands;

/// <summary><c>doctor mail</c> as an administrator runs it, against a real SMTP server.</summary>
public sealed class DoctorMailTests : IAsyncLifetime
{
    private readonly SmtpServer smtp = new() { User = "citas", Password = Installation.MailPassword };
    private readonly Installation clinic = Installation.ForProduction();

    public DoctorMailTests()
    {
        var root = Path.Combine(clinic.Folder, "root.pem");
        File.WriteAllText(root, smtp.Certificate.ExportCertificatePem());
        clinic.With("Mail:Host", "localhost").With("Mail:Port", $"{smtp.Port}").With("Mail:TrustedRootFile", root);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        clinic.Dispose();
        await smtp.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_works_is_described_and_gets_no_mail()
    {
        await using var run = clinic.Start("doctor", "mail");

        Assert.True(await run.EndAsync() == 0, run.Said);
        foreach (var said in new[] { "Tls1", "CN=localhost", "trusted", "Signed in as citas", "PIPELINING", "SIZE 26214400", "no CHUNKING", "v=spf1", "_domainkey.clinica.example", "_dmarc.clinica.example" })
            Assert.Contains(said, run.Said);
        Assert.Empty(run.Errors);
        Assert.Empty(smtp.Received);
        Assert.DoesNotContain(Installation.MailPassword, run.Said);
    }

    [Fact]
    public async Task One_test_mail_goes_to_whom_it_is_told()
    {
        await using var run = clinic.Start("doctor", "mail", "--to", "delia@clinica.example");

        Assert.True(await run.EndAsync() == 0, run.Said);
        Assert.Equal(["delia@clinica.example"], Assert.Single(smtp.Received).Recipients);
    }

    [Fact]
    public async Task A_wrong_password_is_one_line()
    {
        await using var run = clinic.With("Mail:Password", "wrong-R7kQ").Start("doctor", "mail");

        await AssertFailsAsync(run, "does not accept Mail:User and Mail:Password");
        Assert.DoesNotContain("wrong-R7kQ", run.Said);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_said_so()
    {
        await using var run = clinic.With("Mail:TrustedRootFile").Start("doctor", "mail", "--to", "delia@clinica.example");

        Assert.Equal(1, await run.EndAsync());
        Assert.Contains("not trusted", run.Errors[0]);
        Assert.Empty(smtp.Received);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_said_so()
    {
        FakeTimeProvider clock = new(smtp.Certificate.NotAfter.ToUniversalTime().AddMinutes(1));
        MailCheckup checkup = new(Options.Create(new MailOptions { Host = "localhost", Port = smtp.Port }), clock);

        var first = await checkup.RunAsync(letter: null, default).FirstAsync();

        Assert.False(first.IsGood);
        Assert.Contains("it has expired", first.Line);
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_so()
    {
        var gone = new SmtpServer();
        await gone.DisposeAsync();
        await using var run = clinic.With("Mail:Port", $"{gone.Port}").Start("doctor", "mail");

        await AssertFailsAsync(run, "Nobody answers at localhost");
    }

    [Fact]
    public async Task A_server_without_STARTTLS_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeInClearAsync(listener);
        await using var run = clinic.With("Mail:Port", $"{((IPEndPoint)listener.LocalEndpoint).Port}").Start("doctor", "mail");

        await AssertFailsAsync(run, "no STARTTLS");
        await serving;
    }

    [Fact]
    public async Task Pickup_has_no_server_to_go_to()
    {
        using var development = Installation.ForDevelopment();
        await using var run = development.Start("doctor", "mail");

        Assert.Equal(0, await run.EndAsync());
        Assert.Contains("Pickup", run.Said);
    }

    [Fact]
    public async Task A_password_can_lie_in_a_folder_of_secret_files()
    {
        var secrets = Directory.CreateDirectory(Path.Combine(clinic.Folder, "secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "Mail__Password"), Installation.MailPassword + "\n");
        clinic.With("Mail:Password", "wrong");
        await using (var run = clinic.With("CLINICAMV_SECRETS", secrets).Start("doctor", "mail"))
            Assert.True(await run.EndAsync() == 0, run.Said);

        await using var lost = clinic.With("Secrets:Directory", Path.Combine(clinic.Folder, "nowhere")).Start("doctor", "mail");
        await AssertFailsAsync(lost, "Secrets:Directory");
    }

    private static async Task AssertFailsAsync(ProgramRun run, string why)
    {
        Assert.Equal(1, await run.EndAsync());
        Assert.Contains(why, Assert.Single(run.Errors));
        Assert.DoesNotContain("   at ", run.Said);
    }

    private static async Task ServeInClearAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 localhost ESMTP");
        while (await reader.ReadLineAsync() is { } line)
            await writer.WriteLineAsync(line.StartsWith("EHLO") ? "250-localhost\r\n250 AUTH PLAIN" : "221 Bye");
    }
}
