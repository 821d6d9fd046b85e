using System.Collections.Concurrent;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>The built program twice, as processes of their own, sending from one database.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class TwoSendersStories(PostgresClinic clinic) : IClassFixture<PostgresClinic>
{
    // More than the two workers of one process claim at once.
    private const int Mails = 1_200;

    [Fact]
    public async Task Two_processes_share_the_mail_and_send_each_once()
    {
        await using var smtp = new SmtpServer();
        await OweAsync(smtp);
        var (senders, bothAreHere) = (new ConcurrentDictionary<string, int>(), new TaskCompletionSource());
        smtp.BeforeAnswer = mail =>
        {
            senders.AddOrUpdate(mail.From, 1, (_, count) => count + 1);
            if (senders.Count == 2)
                bothAreHere.TrySetResult();
            return bothAreHere.Task;
        };
        for (var i = 0; i < 8; i++)
            clinic.Services.GetRequiredService<IBackgroundJobClient>().Enqueue<SendOutgoingMail>(job => job.RunAsync(CancellationToken.None));

        await using (var one = new Sender(clinic, smtp, "uno@clinica.test"))
        await using (var other = new Sender(clinic, smtp, "dos@clinica.test"))
        {
            await smtp.WaitForAsync(Mails, TimeSpan.FromMinutes(2));
            Assert.Equal(0, await one.StopAsync());
            Assert.Equal(0, await other.StopAsync());
        }

        Assert.Equal(Mails, smtp.Received.Count);
        Assert.Equal(Mails, smtp.Received.Select(m => MimeMessage.Load(new MemoryStream(m.Raw)).MessageId).Distinct().Count());
        Assert.Equal(["dos@clinica.test", "uno@clinica.test"], senders.Keys.Order());
        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Sent, 1, 0), (m.State, m.Attempts, m.UnheardAnswers)));
        Scoreboard.Record("mail-claim", "PostgreSQL", "several instances never send the same row twice", $"2 processes, {Mails:N0} mails ({string.Join(" and ", senders.Values)}): 0 twice, 0 left");
    }

    // Due now by the clock of the world, which the processes go by.
    private async Task OweAsync(SmtpServer smtp)
    {
        await new MailSpeed(clinic, smtp).OweAsync(Mails);
        var now = DateTime.UtcNow;
        await clinic.InAsync<ClinicDb>(db => db.OutgoingMail.Where(m => m.Minutes > MailSpeed.Beyond)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAt, now).SetProperty(m => m.DueAt, now)));
    }

    private sealed class Sender : IAsyncDisposable
    {
        private readonly Installation installation = Installation.ForDevelopment();
        private readonly ProgramRun run;

        public Sender(TestClinic clinic, SmtpServer smtp, string from)
        {
            installation.With("Clinic:Demo", "false").On(clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value).SendingTo(smtp, from);
            run = installation.Start();
        }

        public Task<int> StopAsync() => run.StopAsync();

        public async ValueTask DisposeAsync()
        {
            await run.DisposeAsync();
            installation.Dispose();
        }
    }
}
