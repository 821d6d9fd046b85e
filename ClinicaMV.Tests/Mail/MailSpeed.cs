using System.Net.Sockets;
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
    /// <summary>No clinic reminds anybody so long before: these are ours.</summary>
    public const int Beyond = 100_000;

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
                booked, booked.PatientId, MailKind.AppointmentReminder, now, now, booked.StartsAt, Beyond + i)));
            await db.SaveChangesAsync();
        });
    }

    /// <summary>As many as a clinic that is years old has sent, copied from one that was.</summary>
    public Task AddSentAsync(int count) => clinic.InAsync<ClinicDb>(async db =>
    {
        const string Columns = """ "Kind", "RecipientId", "AppointmentId", "AppointmentVersion", "Urgency", "CreatedAt", "DueAt", "NotAfter", "NextAt", "Attempts", "UnheardAnswers", "MessageId", "SentAt", "State" """;
        var sent = await db.OutgoingMail.Where(m => m.State == MailState.Sent).MaxAsync(m => m.Id);
        var first = 1_000_000 + await db.OutgoingMail.CountAsync();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Database.ExecuteSqlRawAsync($$"""
            WITH RECURSIVE n(i) AS (SELECT {1} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {1} + {2})
            INSERT INTO "OutgoingMail" ({{Columns}}, "Minutes") SELECT {{Columns}}, i FROM "OutgoingMail", n WHERE "Id" = {0}
            """, sent, first, count);
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
    });

    public async Task<Speed> SendAsync()
    {
        var (before, speed) = (smtp.Received.Count, Speed.Start());
        await clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));
        return speed.Of(smtp.Received.Count - before);
    }

    /// <summary>The same messages without a database, one after the other.</summary>
    public async Task<Speed> BareLoopAsync(int count)
    {
        var bytes = smtp.Received[^1].Raw;
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, _) => true };
        // As ours does: otherwise each mail waits 40 ms for an acknowledgement.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(smtp.Host, smtp.Port);
        socket.NoDelay = true;
        await client.ConnectAsync(socket, smtp.Host, smtp.Port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(smtp.User, smtp.Password);
        var started = Speed.Start();
        for (var i = 0; i < count; i++)
        {
            using var message = await MimeMessage.LoadAsync(new MemoryStream(bytes), persistent: true);
            await client.SendAsync(message);
        }

        var speed = started.Of(count);
        await client.DisconnectAsync(quit: true);
        return speed;
    }
}
