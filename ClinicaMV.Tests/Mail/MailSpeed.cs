using System.Diagnostics;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>How fast a pile of due mail goes out, beside a bare MailKit loop over one kept connection to the same server.</summary>
public sealed class MailSpeed(TestClinic clinic, SmtpServer smtp)
{
    /// <summary>Reminders that are due now, of one appointment: each has to be claimed, written, sent and recorded.</summary>
    public async Task OweAsync(int count)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(300));
        await clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var booked = await db.Appointments.SingleAsync(a => a.Id == appointment.Id);
            var now = clinic.Now;
            db.OutgoingMail.AddRange(Enumerable.Range(1, count).Select(i => OutgoingMail.About(
                booked, booked.PatientId, MailKind.AppointmentReminder, now, now, booked.StartsAt, 100_000 + i)));
            await db.SaveChangesAsync();
        });
    }

    /// <summary>Mails a second.</summary>
    public async Task<double> SendAsync()
    {
        var (before, watch) = (smtp.Received.Count, Stopwatch.StartNew());
        await clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));
        return (smtp.Received.Count - before) / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The same messages without a database, one after the other.</summary>
    public async Task<double> BareLoopAsync(int count)
    {
        var bytes = smtp.Received[^1].Raw;
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, _) => true };
        await client.ConnectAsync(smtp.Host, smtp.Port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(smtp.User, smtp.Password);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            using var message = await MimeMessage.LoadAsync(new MemoryStream(bytes), persistent: true);
            await client.SendAsync(message);
        }

        var rate = count / watch.Elapsed.TotalSeconds;
        await client.DisconnectAsync(quit: true);
        return rate;
    }
}
