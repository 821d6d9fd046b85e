using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>The machine's clock is set forward and back at random, up to two days, while appointments are booked and mail goes out; at last it is right.</summary>
internal sealed class ClockJumps(TestClinic clinic, SmtpServer smtp)
{
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(2);

    // Farther than any jump, so that no visit is over when the clock is wrong.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    // Shorter than the shortest time that a reminder is of use.
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(25);

    public async Task<string> ProveAsync(int jumps)
    {
        var start = new DateTimeOffset(clinic.NewDay(), TimeSpan.Zero);
        var right = start;
        for (var jump = 0; jump < jumps; jump++)
        {
            right += TimeSpan.FromMinutes(20);
            clinic.Clock.AdjustTime(right + Farthest * (2 * Random.Shared.NextDouble() - 1));
            await clinic.BookAsync(right.UtcDateTime.Date + Ahead + TimeSpan.FromHours(jump));
            await clinic.InAsync<OweReminders>(job => job.RunAsync(default));
            await clinic.SendAsync();
        }

        var end = right + Ahead + TimeSpan.FromHours(jumps);
        for (var now = start + Ahead - Farthest; now < end; now += Step)
        {
            clinic.Clock.AdjustTime(now);
            await clinic.SendAsync();
        }

        var mail = await clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking().ToListAsync());
        var arrived = smtp.Received.Select(m => MimeMessage.Load(new MemoryStream(m.Raw)).MessageId!.Split('@')[0]).ToList();
        Assert.Equal(2 * jumps, mail.Count(m => m.Kind == MailKind.AppointmentBooked && m.State == MailState.Sent));
        Assert.All(mail, m => Assert.Equal(MailState.Sent, m.State));
        Assert.Equal(mail.Select(m => m.MessageId).Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
        Assert.Null((await clinic.VerifyAsync()).Fault);
        return FormattableString.Invariant($"{jumps} jumps of up to two days, {jumps} booked: {arrived.Count} mails sent, 0 lost, 0 twice; the record green");
    }
}
