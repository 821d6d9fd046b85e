using ClinicaMV.Clinic;
using MimeKit;

namespace ClinicaMV.Mail;

public enum MailTransportKind
{
    /// <summary>Writes <c>.eml</c> files into <c>mail</c> under the data directory; nothing leaves the machine.</summary>
    Pickup,
    Smtp,
}

/// <summary>There is no third: a connection without TLS is refused.</summary>
public enum MailSecurity
{
    StartTls,
    SslOnConnect,
}

/// <summary>How mail leaves the house (section <c>Mail</c>).</summary>
public sealed class MailOptions
{
    public MailTransportKind Transport { get; set; } = MailTransportKind.Smtp;

    /// <summary>The sender, as <c>citas@clinica.example</c> or <c>Clínica &lt;citas@clinica.example&gt;</c>.</summary>
    public string From { get; set; } = "";

    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>PEM file of the authority that signed the server's certificate, when that is not one the system knows.</summary>
    public string TrustedRootFile { get; set; } = "";

    /// <summary>Whether patients are reminded of their appointments.</summary>
    public bool RemindersOn { get; set; } = true;

    public sealed class Validator(IHostEnvironment environment) : OptionsValidator<MailOptions>
    {
        protected override IEnumerable<string> FaultsOf(MailOptions o)
        {
            // The parser takes a lone "citas" for a local address.
            if (!MailboxAddress.TryParse(o.From, out var from) || !from.Address.Contains('@'))
                yield return "Mail:From must be an e-mail address.";
            if (o.Transport == MailTransportKind.Pickup && !environment.IsDevelopment())
                yield return "Mail:Transport: Pickup sends nothing; configure Smtp.";
            if (o.Transport != MailTransportKind.Smtp)
                yield break;
            if (o.Host.Length == 0)
                yield return "Mail:Host is missing.";
            if (o.Port is < 1 or > 65535)
                yield return "Mail:Port must lie between 1 and 65535.";
        }
    }
}
