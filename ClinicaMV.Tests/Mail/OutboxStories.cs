using System.Text;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Tests.Infrastructure;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>The application with its mail going to a real SMTP server with STARTTLS and AUTH.</summary>
public abstract class OutboxStories : IAsyncLifetime
{
    private const string Gone = "ClinicaMV gone";

    private readonly TestClinic clinic;
    private readonly SmtpServer smtp = new() { User = "citas", Password = "geheim", RequireTls = true };

    protected OutboxStories(TestClinic clinic)
    {
        this.clinic = clinic;
        var certificate = Path.Combine(clinic.Folder, "smtp.pem");
        File.WriteAllText(certificate, smtp.Certificate.ExportCertificatePem());
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Mail:Transport"] = "Smtp", ["Mail:Host"] = smtp.Host, ["Mail:Port"] = smtp.Port.ToString(), ["Mail:Security"] = "StartTls",
            ["Mail:User"] = "citas", ["Mail:Password"] = "geheim", ["Mail:TrustedRootFile"] = certificate, ["Clinic:PublicUrl"] = "http://citas.example.test/",
            ["Clinic:Phone"] = "+34 958 12 34 56",
        })
            clinic.Configure(key, value);
    }

    public async Task InitializeAsync() => await ((IAsyncLifetime)clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Fact]
    public async Task Both_participants_get_their_mail_over_TLS_in_their_language_with_one_button()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(1), patient: clinic.Carla);
        await SendAsync();

        Assert.Equal(2, smtp.Received.Count);
        Assert.All(smtp.Received, m => Assert.True(m.OverTls && m.User == "citas"));
        var toCarla = MessageTo(clinic.Carla.Email!);
        Assert.StartsWith("Your appointment", toCarla.Subject);
        Assert.Matches("^When: .*, 10:00 to 10:45 \\(Madrid time\\)\r?\n", toCarla.TextBody);
        Assert.Contains("+34 958 12 34 56", toCarla.TextBody);
        Assert.Contains("Bruno Herrera", toCarla.TextBody);
        Assert.Equal($"http://citas.example.test/Visits/{appointment.PublicId}/Join", toCarla.Link());
        var toBruno = MessageTo(clinic.Bruno.Email!);
        Assert.StartsWith("Su cita", toBruno.Subject);
        Assert.Contains("de 10:00 a 10:45 (hora peninsular)", toBruno.HtmlBody);
        Assert.Contains("958 12 34 56", toBruno.HtmlBody);
        Assert.Equal(("auto-generated", "All"), (toBruno.Headers[HeaderId.AutoSubmitted], toBruno.Headers["X-Auto-Response-Suppress"]));
        Assert.DoesNotContain("Dietista", toCarla.ToString());
        Assert.All(await MailAsync(), m => Assert.Equal((MailState.Sent, 1), (m.State, m.Attempts)));
    }

    [Fact]
    public async Task Whoever_books_wakes_the_sender_and_whoever_finds_the_hour_taken_does_not()
    {
        var now = clinic.NewDay();
        var before = Woken();

        await clinic.BookAsync(now.AddDays(1));
        Assert.Equal(before + 1, Woken());
        await clinic.BookAsync(now.AddDays(1), patient: clinic.Carla, expect: DiaryRefusal.HourTaken);
        Assert.Equal(before + 1, Woken());

        long Woken() => clinic.Services.GetRequiredService<JobStorage>().GetMonitoringApi().EnqueuedJobs(JobsSetup.MailQueue, 0, 100)
            .Count(job => job.Value.Job.Type == typeof(SendOutgoingMail));
    }

    [Fact]
    public async Task A_server_that_is_down_costs_nothing_but_time_and_the_administrator_sees_what_waits()
    {
        var now = clinic.NewDay();
        smtp.Faults.Next(SmtpFault.RefuseConnection, times: 2);

        await clinic.BookAsync(now.AddDays(1));
        await SendAsync();
        Assert.Empty(smtp.Received);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await delia.OpenAsync("/Admin/Mail")).Shows("2 por enviar").Shows("Ana García Ruiz").Shows("Pendiente");

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();
        Assert.Empty(smtp.Received);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();

        Assert.Equal(2, smtp.Received.Count);
        Assert.All(await MailAsync(), m => Assert.Equal((MailState.Sent, 3), (m.State, m.Attempts)));
        (await delia.OpenAsync("/Admin/Mail")).Shows("Enviado");
    }

    [Fact]
    public async Task Every_attempt_sends_the_same_bytes_under_the_same_message_id()
    {
        smtp.Faults.Next(SmtpFault.DropAfterStoring);
        await clinic.BookAsync(clinic.NewDay().AddDays(1));
        await SendAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();

        var doubled = smtp.Received.GroupBy(m => m.Recipients.Single()).Single(g => g.Count() == 2);
        Assert.Equal(doubled.First().Raw, doubled.Last().Raw);
        Assert.Contains(doubled.First().Text, (await MailAsync()).Select(m => Encoding.UTF8.GetString(m.Message!).ReplaceLineEndings("\r\n")));
    }

    [Fact]
    public async Task What_a_wrong_address_did_not_take_goes_to_the_right_one_and_to_no_other()
    {
        smtp.Faults.Next(SmtpFault.PermanentAtRcpt, times: 2);
        await clinic.BookAsync(clinic.NewDay().AddDays(1));
        await SendAsync();
        Assert.Empty(smtp.Received);

        var ana = await clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == clinic.Ana.Id));
        var right = new PersonDetails(ana.FullName, "ana.garcia@example.test", "", ana.Language, "");
        Assert.Null(await clinic.InAsync<PeopleKeeper, PersonRefusal?>(keeper => keeper.ChangeAsync(ana.Id, ana.ConcurrencyStamp, right, Actor.System, default)));
        await SendAsync();

        Assert.Equal(["Credentials", "Booked"], [.. smtp.Received.Where(m => m.Recipients.Single() == right.Email).Select(KindOf).OrderDescending()]);
        Assert.Equal(["Credentials"], smtp.Received.Where(m => m.Recipients.Single() == ana.Email).Select(KindOf));

        string KindOf(ReceivedMail mail) => Parse(mail).Subject!.StartsWith("Su cita", StringComparison.Ordinal) ? "Booked" : "Credentials";
    }

    [Fact]
    public async Task Mail_about_a_cancelled_or_moved_appointment_takes_the_place_of_what_was_still_owed()
    {
        var now = clinic.NewDay();
        var moved = await clinic.BookAsync(now.AddDays(1));
        var cancelled = await clinic.BookAsync(now.AddDays(2));
        await clinic.MoveAsync(moved, now.AddDays(1).AddHours(2));
        await clinic.CancelAsync(cancelled);

        await SendAsync();

        Assert.Equal(4, smtp.Received.Count);
        var subjects = smtp.Received.Where(m => m.Recipients.Single() == clinic.Ana.Email).Select(m => Parse(m).Subject).ToList();
        Assert.Contains(subjects, s => s!.StartsWith("Cita cambiada") && s.EndsWith("12:00"));
        Assert.Contains(subjects, s => s!.StartsWith("Cita anulada"));
        Assert.Equal(4, (await MailAsync()).Count(m => m.State == MailState.Void));
    }

    [Fact]
    public async Task Eight_senders_at_once_send_each_mail_once()
    {
        var now = clinic.NewDay();
        for (var i = 0; i < 10; i++)
            await clinic.BookAsync(now.AddDays(1 + i));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(SendAsync)));

        Assert.Equal(20, smtp.Received.Count);
        Assert.Equal(20, smtp.Received.Select(m => Parse(m).MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_mail_whose_sender_was_killed_goes_out_when_the_lease_has_run_out()
    {
        await clinic.BookAsync(clinic.NewDay().AddDays(1));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            Assert.Single(await db.ClaimMailAsync(Gone, 1, clinic.Now, clinic.Now + OutgoingMail.Lease, default));
        });

        await SendAsync();
        Assert.Single(smtp.Received);
        clinic.Clock.Advance(TimeSpan.FromMinutes(3));
        await SendAsync();
        Assert.Equal(2, smtp.Received.Count);
    }

    [Fact]
    public async Task What_a_process_had_claimed_that_is_gone_goes_out_before_and_counts_as_unheard_and_what_one_has_that_is_there_does_not()
    {
        await clinic.BookAsync(clinic.NewDay().AddDays(1));
        foreach (var sender in new[] { Gone, Instances.NameOf(PortalRole.All) })
            await clinic.InAsync<ClinicDb>(async db => Assert.Single(await db.ClaimMailAsync(sender, 1, clinic.Now, clinic.Now + OutgoingMail.Lease, default)));
        var abandoned = clinic.Services.GetRequiredService<AbandonedMail>();

        await abandoned.FreeAsync(default);
        if (clinic is PostgresClinic)
        {
            // It may only have lost its way to the database.
            await SendAsync();
            Assert.Empty(smtp.Received);
            clinic.Clock.Advance(AbandonedMail.Patience);
            await abandoned.FreeAsync(default);
        }

        await SendAsync();
        Assert.Single(smtp.Received);
        Assert.Equal([(MailState.Sending, 0, 1), (MailState.Sent, 1, 2)], (await MailAsync()).Select(m => (m.State, m.UnheardAnswers, m.Attempts)).Order());
    }

    [Fact]
    public async Task Who_was_held_for_gone_sends_nothing_that_others_have_taken()
    {
        await clinic.BookAsync(clinic.NewDay().AddDays(1));
        smtp.BeforeAnswer = async _ =>
        {
            await clinic.InAsync<ClinicDb>(db => db.OutgoingMail.ExecuteUpdateAsync(set => set.SetProperty(m => m.Attempts, 2)));
            clinic.Clock.Advance(TimeSpan.FromSeconds(2));
        };

        await SendAsync();

        Assert.Single(smtp.Received);
        Assert.All(await MailAsync(), m => Assert.Equal((MailState.Sending, 2), (m.State, m.Attempts)));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_no_mail()
    {
        await using var stranger = new SmtpServer { User = "citas", Password = "geheim" };
        var transport = new SmtpTransport(Microsoft.Extensions.Options.Options.Create(new MailOptions
        {
            Host = stranger.Host, Port = stranger.Port, User = "citas", Password = "geheim",
            TrustedRootFile = Path.Combine(clinic.Folder, "smtp.pem"),
        }));

        await Assert.ThrowsAsync<MailKit.Security.SslHandshakeException>(() => transport.Connection().OpenAsync(default));
        Assert.Empty(stranger.Received);
    }

    private Task SendAsync() => clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));

    private Task<List<OutgoingMail>> MailAsync() => clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking().Where(m => m.Kind != MailKind.AppointmentReminder).ToListAsync());

    private MimeMessage MessageTo(string address) => Parse(smtp.Received.Single(m => m.Recipients.Single() == address));

    private static MimeMessage Parse(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Raw));
}

public sealed class OutboxStories_on_Sqlite() : OutboxStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class OutboxStories_on_PostgreSql() : OutboxStories(new PostgresClinic());
