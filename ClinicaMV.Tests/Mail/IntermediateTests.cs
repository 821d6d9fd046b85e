using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Mail;

/// <summary>The clinic names the root; the server sends what lies between, as it has to (RFC 8446 §4.4.2).</summary>
public sealed class IntermediateTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly X509Certificate2 root = Authority("Root", null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_is_good_when_the_server_sends_what_leads_to_the_root(bool sendsIntermediate)
    {
        using var between = Authority("Between", root);
        await using var smtp = new SmtpServer { Certificate = Leaf(between), Intermediates = sendsIntermediate ? [Public(between)] : [] };
        await using var connection = Transport(smtp, root).Connection();

        if (sendsIntermediate)
            await connection.OpenAsync(default);
        else
            await Assert.ThrowsAsync<SslHandshakeException>(() => connection.OpenAsync(default));
    }

    [Fact]
    public async Task What_a_server_sends_along_is_no_authority_by_itself()
    {
        using var thief = Authority("Thief", null);
        await using var smtp = new SmtpServer { Certificate = Leaf(thief), Intermediates = [Public(thief)] };
        await using var connection = Transport(smtp, root).Connection();

        await Assert.ThrowsAsync<SslHandshakeException>(() => connection.OpenAsync(default));
    }

    public void Dispose()
    {
        root.Dispose();
        File.Delete(file);
    }

    private SmtpTransport Transport(SmtpServer smtp, X509Certificate2 trusted)
    {
        File.WriteAllText(file, trusted.ExportCertificatePem());
        return new(Options.Create(new MailOptions { Host = smtp.Host, Port = smtp.Port, User = smtp.User, Password = smtp.Password, TrustedRootFile = file }));
    }

    private static X509Certificate2 Public(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Test {name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return Signed(request, key, issuer);
    }

    private static X509Certificate2 Leaf(X509Certificate2 issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return Signed(request, key, issuer);
    }

    private static X509Certificate2 Signed(CertificateRequest request, ECDsa key, X509Certificate2? issuer)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12));
        return issuer is null ? request.CreateSelfSigned(from, until) : request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }
}
