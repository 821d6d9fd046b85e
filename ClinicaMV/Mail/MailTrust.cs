using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ClinicaMV.Mail;

/// <summary>Whether a mail server's certificate is good: by the authorities the system knows, or by the one the clinic names.</summary>
internal static class MailTrust
{
    /// <param name="sent">What the server has sent along: its certificate need not be signed by the authority itself.</param>
    /// <param name="errors">What the platform found.</param>
    public static bool Trusts(this MailOptions mail, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (mail.TrustedRootFile.Length == 0)
            return errors == SslPolicyErrors.None;
        // The name must still match: only the authority is another one.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(mail.TrustedRootFile);
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(new X509Certificate2(certificate));
    }
}
