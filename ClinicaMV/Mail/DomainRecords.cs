namespace ClinicaMV.Mail;

/// <summary>What the sender's domain has to say in DNS for its mail to be believed (RFC 7208, 6376, 7489); docs/mail.md says more.</summary>
public static class DomainRecords
{
    /// <param name="domain">Of <c>Mail:From</c>.</param>
    /// <param name="host">The server that sends for it.</param>
    public static IEnumerable<string> For(string domain, string host) =>
    [
        $"The domain {domain} needs these TXT records. They are not looked up here; the second line of each shows how to do it.",
        $"  SPF    {domain}  \"v=spf1 a:{host} -all\", or the include: that your mail provider names",
        $"         dig +short TXT {domain}",
        $"  DKIM   SELECTOR._domainkey.{domain}  \"v=DKIM1; k=rsa; p=…\", selector and key as your mail provider names them",
        $"         dig +short TXT SELECTOR._domainkey.{domain}",
        $"  DMARC  _dmarc.{domain}  \"v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}\"",
        $"         dig +short TXT _dmarc.{domain}",
    ];
}
