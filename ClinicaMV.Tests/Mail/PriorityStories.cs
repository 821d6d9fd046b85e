using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>Who waits in front of a screen comes first; nobody gets what is no longer true; the server gets no more than it was promised.</summary>
public abstract class PriorityStories : IAsyncLifetime
{
    private const int Pile = 300;
    private const int Connections = 3;

    private readonly TestClinic clinic;
    private readonly SmtpServer smtp = new();
    private readonly MailSpeed pile;

    protected PriorityStories(TestClinic clinic)
    {
        (this.clinic, pile) = (clinic, new(clinic, smtp));
        clinic.SendsTo(smtp);
        clinic.Configure("Mail:Connections", $"{Connections}");
    }

    public Task InitializeAsync() => ((IAsyncLifetime)clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_for_a_password_overtakes_older_reminders()
    {
        await pile.OweAsync(Pile);
        var before = smtp.Received.Count;
        await OweAsync(MailKind.CredentialsChanged);
        await OweAsync(MailKind.PasswordReset);

        await clinic.SendAsync();

        var subjects = SubjectsSince(before);
        Assert.Equal(Pile + 2, subjects.Count);
        Assert.StartsWith("Contraseña nueva", subjects[0]);
        Assert.StartsWith("Ha cambiado el acceso", subjects[1]);
    }

    [Fact]
    public async Task Who_asks_while_a_pile_is_going_out_does_not_wait_for_its_end()
    {
        await pile.OweAsync(Pile);
        var before = smtp.Received.Count;
        smtp.Faults.Delay = TimeSpan.FromMilliseconds(10);
        smtp.Faults.Next(SmtpFault.Slow, int.MaxValue);

        var first = clinic.SendAsync();
        await smtp.WaitForAsync(before + 5, TimeSpan.FromSeconds(60));
        await OweAsync(MailKind.PasswordReset);
        await Task.WhenAll(first, clinic.SendAsync());

        var subjects = SubjectsSince(before);
        Assert.Equal(Pile + 1, subjects.Count);
        Assert.InRange(subjects.FindIndex(s => s.StartsWith("Contraseña nueva")), 0, Pile / 2);
    }

    [Fact]
    public async Task Many_who_send_at_once_use_no_more_connections_than_were_agreed()
    {
        await pile.OweAsync(Pile);
        var before = smtp.Received.Count;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => clinic.SendAsync())));

        Assert.Equal((Pile, Connections), (smtp.Received.Count - before, smtp.MostAtOnce));
        Assert.All(await clinic.RemindersAsync(), m => Assert.Equal((MailState.Sent, 1), (m.State, m.Attempts)));
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(Pile, Connections)]
    public async Task However_many_go_out_together_their_connections_are_kept_and_few_get_one(int mails, int most)
    {
        await pile.OweAsync(mails);
        var (before, connections) = (smtp.Received.Count, smtp.Connections);

        await clinic.SendAsync();

        Assert.Equal(mails, smtp.Received.Count - before);
        Assert.InRange(smtp.Connections - connections, 1, most);
    }

    [Fact]
    public async Task What_is_overtaken_while_others_are_being_sent_does_not_go_out()
    {
        var now = clinic.NewDay();
        var appointments = new[] { await clinic.BookAsync(now.AddDays(2)), await clinic.BookAsync(now.AddDays(3)) };
        var (before, moved) = (smtp.Received.Count, 0);
        smtp.BeforeAnswer = async _ =>
        {
            if (Interlocked.Exchange(ref moved, 1) == 1)
                return;
            clinic.Clock.Advance(TimeSpan.FromSeconds(2));
            foreach (var appointment in appointments)
                await clinic.MoveAsync(appointment, appointment.StartsAt.AddHours(1));
        };

        await clinic.SendAsync();
        await clinic.SendAsync();

        // The one that had begun, and both of both that tell of the new hour.
        Assert.Equal(5, smtp.Received.Count - before);
        Assert.Equal(4, SubjectsSince(before).Count(s => s.StartsWith("Cita cambiada")));
    }

    [Fact]
    public async Task Who_gave_an_appointment_away_reads_the_hour_at_which_it_was_theirs()
    {
        var now = clinic.NewDay();
        var appointment = await clinic.BookAsync(now.AddDays(2));
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        await clinic.GiveAsync(appointment, clinic.Elena);
        await clinic.MoveAsync(appointment, now.AddDays(2).AddHours(5));

        await clinic.SendAsync();

        var toBruno = Assert.Single(MailsSince(before), m => m.To.Mailboxes.Single().Address == clinic.Bruno.Email);
        Assert.EndsWith("10:00", toBruno.Subject);
        Assert.Contains("de 10:00 a 10:45", toBruno.TextBody);
        Assert.Contains("DTSTART;TZID=Europe/Madrid:" + now.AddDays(2).ToString("yyyyMMdd'T'") + "100000",
            toBruno.BodyParts.OfType<TextPart>().First(p => p.ContentType.IsMimeType("text", "calendar")).Text);
    }

    [Fact]
    public async Task A_specialist_who_takes_a_delay_back_is_believed()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(30), minutes: 60);
        await clinic.SendAsync();
        var before = smtp.Received.Count;

        foreach (var minutes in new[] { 10, 10, 20, 10 })
        {
            clinic.Clock.Advance(TimeSpan.FromSeconds(10));
            await clinic.AnnounceDelayAsync(appointment, minutes);
            await clinic.SendAsync();
        }

        await clinic.AnnounceDelayAsync(appointment, 30);
        await clinic.AnnounceDelayAsync(appointment, 45);
        await clinic.SendAsync();

        Assert.Equal(["10", "20", "10", "45"], SubjectsSince(before).Select(s => s.Split(' ').First(w => int.TryParse(w, out var _))));
        Assert.Equal(4, MailsSince(before).Select(m => m.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_delay_that_a_newer_one_has_overtaken_does_not_come_after_it()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(30), minutes: 60);
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        await clinic.AnnounceDelayAsync(appointment, 45);

        await SendClaimedAsync(async () =>
        {
            await clinic.AnnounceDelayAsync(appointment, 10);
            await clinic.SendAsync();
        });

        Assert.Contains("unos 10 minutos", Assert.Single(SubjectsSince(before)));
    }

    [Fact]
    public async Task Who_has_opened_the_room_is_not_late_any_more()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(30), minutes: 60);
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        await clinic.AnnounceDelayAsync(appointment, 45);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            (await db.Appointments.SingleAsync(a => a.Id == appointment.Id)).Visit.OpenRoom(clinic.Now);
            await db.SaveChangesAsync();
        });

        await clinic.SendAsync();

        Assert.Empty(SubjectsSince(before));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_had_an_appointment_for_a_moment_is_not_told_that_it_is_theirs(bool isClaimed)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(2));
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        await clinic.GiveAsync(appointment, clinic.Elena);

        if (isClaimed)
            await SendClaimedAsync(() => clinic.GiveAsync(appointment, clinic.Bruno));
        else
            await clinic.GiveAsync(appointment, clinic.Bruno);
        await clinic.SendAsync();

        Assert.StartsWith("Cita ya no a su cargo", Assert.Single(MailsSince(before), m => m.To.Mailboxes.Single().Address == clinic.Elena.Email).Subject);
        Assert.StartsWith("Cita a su cargo", Assert.Single(MailsSince(before), m => m.To.Mailboxes.Single().Address == clinic.Bruno.Email).Subject);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_companions_newest_mail_holds_the_link_that_opens(bool isReminder)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(2));
        await clinic.SendAsync();
        var by = new Actor(clinic.Bruno.Id, Roles.Specialist);
        await BringAsync(appointment, (keeper, current) => keeper.BringAsync(current, new("Marta", Relationship.Relative, "es", "marta@example.test"), by, default));
        var marta = await clinic.InAsync<ClinicDb, Companion>(db => db.Companions.AsNoTracking().SingleAsync(c => c.AppointmentId == appointment.Id));
        if (isReminder)
        {
            await clinic.SendAsync();
            clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddHours(-24)));
        }

        var before = smtp.Received.Count;
        await SendClaimedAsync(async () =>
        {
            await BringAsync(appointment, (keeper, current) => keeper.TakeAsync(CompanionStep.NewLink, current, marta.PublicId, marta.LinkNumber, by, default));
            await clinic.SendAsync();
        });
        Assert.StartsWith("Invitación", Assert.Single(ToMarta()).Subject);
        clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddMinutes(-30)));
        await clinic.SendAsync();

        Assert.All(ToMarta().Skip(1), m => Assert.StartsWith("Recordatorio", m.Subject));
        Assert.True(ToMarta().Count > 1);
        foreach (var mail in ToMarta())
            (await clinic.Visitor().OpenAsync(mail.Link())).Is(HttpStatusCode.OK);

        List<MimeMessage> ToMarta() => [.. MailsSince(before).Where(m => m.To.Mailboxes.Single().Address == "marta@example.test")];
    }

    [Fact]
    public async Task A_companion_gets_no_link_to_the_visit_of_somebody_who_is_disabled()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(2));
        await clinic.SendAsync();
        var before = smtp.Received.Count;
        await BringAsync(appointment, (keeper, current)
            => keeper.BringAsync(current, new("Marta", Relationship.Relative, "es", "marta@example.test"), new(clinic.Bruno.Id, Roles.Specialist), default));

        await SendClaimedAsync(() => clinic.DisableAsync(clinic.Ana));
        clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddHours(-24)));
        await clinic.SendAsync();

        Assert.DoesNotContain(MailsSince(before), m => m.To.Mailboxes.Single().Address == "marta@example.test");
    }

    [Fact]
    public async Task An_address_that_is_put_right_while_its_mail_waits_behind_another_gets_it()
    {
        await clinic.BookAsync(clinic.NewDay().AddDays(2));
        var (before, wrong) = (smtp.Received.Count, default(ClinicUser));
        smtp.BeforeAnswer = async first =>
        {
            if (wrong is not null)
                return;
            wrong = first.Recipients.Single() == clinic.Ana.Email ? clinic.Bruno : clinic.Ana;
            clinic.Clock.Advance(TimeSpan.FromSeconds(2));
            await PutRightAsync(wrong);
        };

        await clinic.SendAsync();
        await clinic.SendAsync();

        Assert.Equal([Right], ReadersSince(before, "Su cita").Except([clinic.Ana.Email!, clinic.Bruno.Email!]));
        Assert.DoesNotContain(wrong!.Email!, ReadersSince(before, "Su cita"));
    }

    [Fact]
    public async Task An_address_that_is_put_right_after_its_senders_death_gets_the_mail_that_was_written_to_the_wrong_one()
    {
        await clinic.BookAsync(clinic.NewDay().AddDays(2));
        var before = smtp.Received.Count;
        await clinic.InAsync<MailBatch>(batch => batch.ClaimAsync(10));
        await PutRightAsync(clinic.Ana);

        clinic.Clock.Advance(OutgoingMail.Lease + TimeSpan.FromSeconds(1));
        await clinic.SendAsync();

        Assert.Equal(new[] { clinic.Bruno.Email, Right }.Order(), ReadersSince(before, "Su cita").Order());
    }

    private const string Right = "right@example.test";

    private async Task BringAsync(Appointment appointment, Func<CompanionKeeper, Appointment, Task<CompanionRefusal?>> step)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var current = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
        Assert.Null(await step(scope.ServiceProvider.GetRequiredService<CompanionKeeper>(), current));
    }

    private async Task PutRightAsync(ClinicUser person)
    {
        var wrong = await clinic.ReadAsync(person);
        Assert.Null(await clinic.InAsync<PeopleKeeper, PersonRefusal?>(keeper
            => keeper.ChangeAsync(wrong.Id, wrong.ConcurrencyStamp, new(wrong.FullName, Right, "", wrong.Language, ""), Actor.System, default)));
    }

    private List<string> ReadersSince(int before, string subject)
        => [.. MailsSince(before).Where(m => m.Subject!.StartsWith(subject)).Select(m => m.To.Mailboxes.Single().Address)];

    // What is due is claimed and written; something happens before it goes out.
    private async Task SendClaimedAsync(Func<Task> meanwhile)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var batch = scope.ServiceProvider.GetRequiredService<MailBatch>();
        Assert.True(await batch.ClaimAsync(10));
        await meanwhile();
        await batch.SendAsync(scope.ServiceProvider.GetRequiredService<MailSending>(), default);
        await batch.FinishAsync();
    }

    private Task OweAsync(MailKind kind) => clinic.InAsync<ClinicDb>(async db =>
    {
        db.OutgoingMail.Add(OutgoingMail.To(await db.Users.SingleAsync(u => u.Id == clinic.Ana.Id), kind, clinic.Now, TimeSpan.FromHours(1)));
        await db.SaveChangesAsync();
    });

    private List<string> SubjectsSince(int before) => [.. MailsSince(before).Select(m => m.Subject!)];

    private IEnumerable<MimeMessage> MailsSince(int before) => smtp.Received.Skip(before).Select(m => MimeMessage.Load(new MemoryStream(m.Raw)));
}

public sealed class PriorityStories_on_Sqlite() : PriorityStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class PriorityStories_on_PostgreSql() : PriorityStories(new PostgresClinic());
