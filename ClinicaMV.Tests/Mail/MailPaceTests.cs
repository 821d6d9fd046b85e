using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Mail;

/// <summary>A provider that takes so many mails a minute gets no more, and what it does not get is kept.</summary>
public sealed class MailPaceTests
{
    private const int PerMinute = 40;

    [Fact]
    public async Task No_more_go_out_in_a_minute_than_the_provider_takes_and_the_rest_waits()
    {
        await using var smtp = new SmtpServer();
        var clinic = new SqliteClinic();
        clinic.SendsTo(smtp);
        clinic.Configure("Mail:PerMinute", $"{PerMinute}");
        await clinic.InitializeAsync();
        try
        {
            await new MailSpeed(clinic, smtp).OweAsync(PerMinute);
            using var stopping = new CancellationTokenSource();

            // Two have gone out already: that the appointment is booked.
            var sending = clinic.SendAsync(stopping.Token);
            await smtp.WaitForAsync(PerMinute, TimeSpan.FromSeconds(30));
            await stopping.CancelAsync();
            await sending;

            Assert.Equal(PerMinute, smtp.Received.Count);
            Assert.Equal([(MailState.Pending, 0), (MailState.Pending, 0)], (await clinic.RemindersAsync()).Where(m => m.State != MailState.Sent).Select(m => (m.State, m.Attempts)));
        }
        finally
        {
            await ((IAsyncLifetime)clinic).DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_has_no_time_or_is_stopped_does_not_go_whether_there_is_a_limit_or_not()
    {
        using var pace = new MailPace(Options.Create(new MailOptions { PerMinute = 1 }));
        using var free = new MailPace(Options.Create(new MailOptions()));

        foreach (var either in new[] { pace, free })
        {
            Assert.False(await either.MayGoAsync(TimeSpan.FromSeconds(-1), default));
            Assert.False(await either.MayGoAsync(TimeSpan.FromMinutes(1), new(canceled: true)));
            Assert.True(await either.MayGoAsync(TimeSpan.FromMinutes(1), default));
        }

        Assert.False(await pace.MayGoAsync(TimeSpan.Zero, default));
        Assert.True(await free.MayGoAsync(TimeSpan.Zero, default));
    }
}
