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

    // Of connections there are fewer than of mails.
    [Theory]
    [InlineData(SmtpFault.RefuseConnection, 10)]
    [InlineData(SmtpFault.TlsFailure, 10)]
    [InlineData(SmtpFault.Slow, 4)]
    [InlineData(SmtpFault.TemporaryAtRcpt, Mails)]
    [InlineData(SmtpFault.PermanentAtRcpt, Mails)]
    [InlineData(SmtpFault.DropBeforeData, Mails)]
    public async Task A_fault_before_the_message_is_handed_over_loses_nothing_and_doubles_nothing(SmtpFault fault, int times)
    {
        await pile.OweAsync(Mails);
        var before = smtp.Received.Count;
        smtp.Faults.Delay = TimeSpan.FromMilliseconds(20);
        smtp.Faults.Next(fault, times);

        await clinic.SendUntilSettledAsync();

        Assert.Equal(0, smtp.Faults.Left(fault));
        var arrived = Arrived(before);
        Assert.Equal((Mails, Mails), (arrived.Count, smtp.Received.Count - before));
        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Sent, 0), (m.State, m.UnheardAnswers)));
        Record(fault, "0 lost, 0 doubled");
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

    private void Record(SmtpFault fault, string figure) => Scoreboard.Record("S24", $"{fault}, {(clinic is SqliteClinic ? "SQLite" : "PostgreSQL")}",
        "doubled only when SMTP's answer is unknown, and then with the same Message-ID", $"{Mails} mails: {figure}");

    private List<IGrouping<string, ReceivedMail>> Arrived(int before)
        => [.. smtp.Received.Skip(before).GroupBy(m => MimeMessage.Load(new MemoryStream(m.Raw)).MessageId!)];
}

public sealed class FaultStories_on_Sqlite() : FaultStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class FaultStories_on_PostgreSql() : FaultStories(new PostgresClinic());
