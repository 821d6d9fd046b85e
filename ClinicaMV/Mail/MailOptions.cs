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
    // Not the property's own default: what a settings file says is added to that, not put in its place.
    private static readonly int[] UsualReminders = [24 * 60, 30];

    [Option("`Smtp`, or `Pickup` (files in the data directory; refused in Production)")]
    public MailTransportKind Transport { get; set; } = MailTransportKind.Smtp;

    /// <summary>The sender, as <c>citas@clinica.example</c> or <c>Clínica &lt;citas@clinica.example&gt;</c>.</summary>
    [Option("the sender", Default = "required")]
    public string From { get; set; } = "";

    [Option("the SMTP server", Default = "required")]
    public string Host { get; set; } = "";

    [Option("its port")]
    public int Port { get; set; } = 587;

    [Option("`StartTls` or `SslOnConnect`; there is no way without TLS")]
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    [Option("when the SMTP server asks for one")]
    public string User { get; set; } = "";

    [Option("likewise")]
    public string Password { get; set; } = "";

    [Option("PEM file of the authority behind the SMTP server's certificate, when the system does not know it")]
    public string TrustedRootFile { get; set; } = "";

    /// <summary>At most so many connections to the server at once: 1 to 20. A second one is made when ten mails wait.</summary>
    [Option("at most so many connections to the SMTP server at once by each instance, 1 to 20")]
    public int Connections { get; set; } = 4;

    [Option("at most so many mails in any minute, by each instance; 0: no limit")]
    public int PerMinute { get; set; }

    [Option("whether participants are reminded of their appointments")]
    public bool RemindersOn { get; set; } = true;

    [Option("how many minutes before the start, 5 to 10080; up to five", Default = "1440, 30")]
    public int[] Reminders { get; set; } = [];

    public IEnumerable<int> ReminderMinutes => !RemindersOn ? [] : Reminders.Length > 0 ? Reminders : UsualReminders;

    public sealed class Validator(IHostEnvironment environment) : OptionsValidator<MailOptions>
    {
        protected override IEnumerable<string> FaultsOf(MailOptions o)
        {
            // The parser takes a lone "citas" for a local address.
            if (!MailboxAddress.TryParse(o.From, out var from) || !from.Address.Contains('@'))
                yield return "Mail:From must be an e-mail address.";
            if (o.Reminders.Any(m => m is < 5 or > 10_080) || o.Reminders.Distinct().Count() != o.Reminders.Length || o.Reminders.Length > 5)
                yield return "Mail:Reminders must be up to five different numbers of minutes, each 5 to 10080.";
            if (o.Connections is < 1 or > 20)
                yield return "Mail:Connections must be 1 to 20.";
            if (o.PerMinute is < 0 or > 100_000)
                yield return "Mail:PerMinute must be 0 (no limit) to 100000.";
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
