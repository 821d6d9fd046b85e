using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Mail;

/// <summary>A clinic whose mail goes to a real SMTP server, and what tests of the outbox do with it.</summary>
internal static class MailHouse
{
    /// <summary>To be called before the first request.</summary>
    /// <param name="trusted">Whether the clinic knows the server's certificate.</param>
    public static void SendsTo(this TestClinic clinic, SmtpServer smtp, MailSecurity security = MailSecurity.StartTls, bool trusted = true)
    {
        var certificate = Path.Combine(clinic.Folder, "smtp.pem");
        using var stranger = SmtpServer.SelfSigned("localhost");
        File.WriteAllText(certificate, (trusted ? smtp.Certificate : stranger).ExportCertificatePem());
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Mail:Transport"] = "Smtp", ["Mail:Host"] = smtp.Host, ["Mail:Port"] = $"{smtp.Port}", ["Mail:Security"] = $"{security}",
            ["Mail:User"] = smtp.User, ["Mail:Password"] = smtp.Password, ["Mail:TrustedRootFile"] = certificate,
        })
            clinic.Configure(key, value);
    }

    /// <summary>What is due now, once.</summary>
    public static Task SendAsync(this TestClinic clinic, CancellationToken stopping = default)
        => clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(stopping));

    /// <summary>From attempt to attempt until nothing of it is owed any more.</summary>
    public static async Task SendUntilSettledAsync(this TestClinic clinic)
    {
        await clinic.SendAsync();
        while ((await clinic.RemindersAsync()).Where(m => m.IsOwed).Select(m => (DateTime?)m.NextAt).Min() is { } next)
        {
            clinic.Clock.SetUtcNow(new(next));
            await clinic.SendAsync();
        }
    }

    public static Task<List<OutgoingMail>> RemindersAsync(this TestClinic clinic) => clinic.InAsync<ClinicDb, List<OutgoingMail>>(db
        => db.OutgoingMail.AsNoTracking().Where(m => m.Minutes > MailSpeed.Beyond).OrderBy(m => m.Id).ToListAsync());
}
