using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>S24: whatever the SMTP server does, nothing is lost, and only an answer that nobody heard sends a mail again.</summary>
public abstract class FaultStories : IAsyncLifetime
{
    private const int Mails = 50;

    private readonly TestClinic clinic;
    private readonly SmtpServer smtp = new();
    private readonly MailSpeed pile;

    protected FaultStories(TestClinic clinic)
    {
        (this.clinic, pile) = (clinic, new(clinic, smtp));
        clinic.SendsTo(smtp);
    }

    public Task InitializeAsync() => ((IAsyncLifetime)clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    // Five go over one connection, so that each fault of a connection meets them alone.
    [Theory]
    [InlineData(SmtpFault.RefuseConnection, 5)]
    [InlineData(SmtpFault.TlsFailure, 5)]
    [InlineData(SmtpFault.Slow, 1)]
    [InlineData(SmtpFault.TemporaryAtRcpt, Mails)]
    [InlineData(SmtpFault.PermanentAtRcpt, Mails)]
    [InlineData(SmtpFault.DropBeforeData, Mails)]
    public async Task A_fault_before_the_message_is_handed_over_loses_nothing_and_doubles_nothing(SmtpFault fault, int together)
    {
        smtp.Faults.Delay = TimeSpan.FromMilliseconds(5);
        for (var rest = Mails; rest > 0; rest -= together)
        {
            await pile.OweAsync(together);
            var before = smtp.Received.Count;
            smtp.Faults.Next(fault, together);

            await clinic.SendUntilSettledAsync();

            Assert.Equal(0, smtp.Faults.Left(fault));
            Assert.Equal((together, together), (Arrived(before).Count, smtp.Received.Count - before));
            Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Sent, 0), (m.State, m.UnheardAnswers)));
        }

        Record(fault, "0 lost, 0 doubled");
    }

    [Theory]
    [InlineData(SmtpFault.Silent, 1)]
    [InlineData(SmtpFault.SilentAfterStoring, 2)]
    public async Task A_server_that_says_nothing_for_longer_than_anybody_waits_loses_nothing(SmtpFault fault, int copies)
    {
        await pile.OweAsync(Mails);
        var before = smtp.Received.Count;
        smtp.Faults.Next(fault, Mails);

        while ((await clinic.RemindersAsync()).Where(m => m.IsOwed).Select(m => (DateTime?)m.NextAt).Min() is { } next)
        {
            clinic.Clock.SetUtcNow(new(next > clinic.Now ? next : clinic.Now));
            await SendPatientlyAsync();
        }

        Assert.Equal(0, smtp.Faults.Left(fault));
        Assert.Equal((Mails, Mails * copies), (Arrived(before).Count, smtp.Received.Count - before));
        Assert.All(Arrived(before), mail => Assert.All(mail, copy => Assert.Equal(mail.First().Raw, copy.Raw)));
        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal(MailState.Sent, m.State));
        // Some meet it twice, as many not at all.
        Assert.Equal(Mails * (copies - 1), (await clinic.RemindersAsync()).Sum(m => m.UnheardAnswers));
        Record(fault, $"0 lost, {(copies - 1) * Mails} doubled, byte for byte");
    }

    [Theory]
    [InlineData(SmtpFault.DropAfterData, 1)]
    [InlineData(SmtpFault.DropAfterStoring, 2)]
    public async Task An_answer_that_nobody_heard_leaves_the_mail_uncertain_and_the_same_bytes_go_out_again(SmtpFault fault, int copies)
    {
        await pile.OweAsync(Mails);
        var before = smtp.Received.Count;
        smtp.Faults.Next(fault, Mails);

        await clinic.SendAsync();
        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Uncertain, 1), (m.State, m.UnheardAnswers)));
        await clinic.SendUntilSettledAsync();

        var arrived = Arrived(before);
        Assert.Equal(Mails, arrived.Count);
        Assert.All(arrived, mail =>
        {
            Assert.Equal(copies, mail.Count());
            Assert.All(mail, copy => Assert.Equal(mail.First().Raw, copy.Raw));
        });
        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Sent, 2, 1), (m.State, m.Attempts, m.UnheardAnswers)));
        Record(fault, $"0 lost, {(copies - 1) * Mails} doubled, byte for byte");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_closes_a_connection_after_some_mails_gets_the_others_over_new_ones_at_the_first_attempt(bool saysGoodbye)
    {
        await pile.OweAsync(Mails);
        (smtp.MailsPerConnection, smtp.SaysGoodbye) = (3, saysGoodbye);

        await clinic.SendAsync();

        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Sent, 1, 0), (m.State, m.Attempts, m.UnheardAnswers)));
    }

    [Fact]
    public async Task A_server_that_wants_fewer_connections_than_we_do_gets_everything_at_the_first_attempt()
    {
        await pile.OweAsync(Mails);
        var before = smtp.Received.Count;
        smtp.MostConnections = 1;

        await clinic.SendAsync();

        Assert.Equal(Mails, smtp.Received.Count - before);
        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Sent, 1), (m.State, m.Attempts)));
    }

    [Fact]
    public async Task Who_is_stopped_while_sending_gives_back_what_was_not_begun()
    {
        await pile.OweAsync(Mails);
        var before = smtp.Received.Count;
        smtp.Faults.Delay = TimeSpan.FromMilliseconds(20);
        smtp.Faults.Next(SmtpFault.Slow, times: 4);
        using var stopping = new CancellationTokenSource();

        var sending = clinic.SendAsync(stopping.Token);
        await smtp.WaitForAsync(before + 5, TimeSpan.FromSeconds(60));
        await stopping.CancelAsync();
        await sending;

        var mails = await clinic.RemindersAsync();
        Assert.Equal(smtp.Received.Count - before, mails.Count(m => m.State == MailState.Sent));
        Assert.All(mails.Where(m => m.State != MailState.Sent), m => Assert.Equal((MailState.Pending, 0), (m.State, m.Attempts)));
        await clinic.SendAsync();
        Assert.Equal((Mails, Mails), (Arrived(before).Count, smtp.Received.Count - before));
    }

    // As soon as all its connections wait in vain, the time that one waits is over.
    private async Task SendPatientlyAsync()
    {
        var sending = clinic.SendAsync();
        for (var calm = 0; !sending.IsCompleted; calm++)
        {
            var waiting = smtp.Silent;
            await Task.Delay(20);
            if (waiting == 0 || waiting != smtp.Silent || (waiting < 4 && calm < 10))
                continue;

            clinic.Clock.Advance(TimeSpan.FromSeconds(61));
            calm = 0;
            while (smtp.Silent > 0)
                await Task.Delay(5);
        }

        await sending;
    }

    private void Record(SmtpFault fault, string figure) => Scoreboard.Record("S24", $"{fault}, {(clinic is SqliteClinic ? "SQLite" : "PostgreSQL")}",
        "doubled only when SMTP's answer is unknown, and then with the same Message-ID", $"{Mails} mails: {figure}");

    private List<IGrouping<string, ReceivedMail>> Arrived(int before)
        => [.. smtp.Received.Skip(before).GroupBy(m => MimeMessage.Load(new MemoryStream(m.Raw)).MessageId!)];
}

public sealed class FaultStories_on_Sqlite() : FaultStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class FaultStories_on_PostgreSql() : FaultStories(new PostgresClinic());
