using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>The mail server is away while an appointment moves: whoever hears later that it is off knows which one is meant.</summary>
public abstract class KnownHourStories : IAsyncLifetime
{
    private const string Marta = "marta@example.test";

    private readonly TestClinic clinic;
    private readonly SmtpServer smtp = new();

    protected KnownHourStories(TestClinic clinic)
    {
        this.clinic = clinic;
        clinic.SendsTo(smtp);
    }

    public Task InitializeAsync() => ((IAsyncLifetime)clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Theory]
    [InlineData(false, "10:00")]
    [InlineData(true, "12:00")]
    public async Task Who_is_told_that_an_appointment_is_cancelled_reads_the_hour_they_were_told_last(bool heardOfMove, string hour)
    {
        var appointment = await BookAsync();
        var booked = InviteOf(MailTo(clinic.Ana, "Su cita"));
        await MoveAsync(appointment, isHeard: heardOfMove);

        await clinic.CancelAsync(appointment);
        await SendLaterAsync();

        foreach (var person in new[] { clinic.Ana, clinic.Bruno })
        {
            var mail = MailTo(person, "Cita anulada");
            Assert.EndsWith(hour, mail.Subject);
            Assert.Contains($"de {hour} a", mail.TextBody);
            // Whoever moved it knows the other one.
            Assert.Equal(!heardOfMove, mail.TextBody!.Contains("Cambiada después a:") && mail.TextBody.Contains("de 12:00 a 12:45"));
            Assert.Contains("METHOD:CANCEL", InviteOf(mail));
            Assert.Contains($"{appointment.StartsAt:'DTSTART;TZID=Europe/Madrid:'yyyyMMdd'T'}{hour.Replace(":", "")}00", InviteOf(mail));
            Assert.Contains("SEQUENCE:2", InviteOf(mail));
            Assert.Equal(Line("UID:", booked), Line("UID:", InviteOf(mail)));
        }

        Assert.Equal(heardOfMove, smtp.Received.Any(m => Parse(m).Subject!.StartsWith("Cita cambiada", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_has_had_no_mail_at_all_reads_the_hour_that_it_has()
    {
        smtp.Faults.Next(SmtpFault.RefuseConnection, int.MaxValue);
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(2));
        await MoveAsync(appointment, isHeard: false);

        await clinic.CancelAsync(appointment);
        await SendLaterAsync();

        Assert.EndsWith("12:00", MailTo(clinic.Ana, "Cita anulada").Subject);
        Assert.DoesNotContain("Cambiada después", MailTo(clinic.Ana, "Cita anulada").TextBody);
    }

    [Fact]
    public async Task A_specialist_whose_appointment_is_given_away_reads_the_hour_they_were_told_last()
    {
        var appointment = await BookAsync();
        await MoveAsync(appointment, isHeard: false);

        await clinic.GiveAsync(appointment, clinic.Elena);
        await SendLaterAsync();

        var mail = MailTo(clinic.Bruno, "Cita ya no a su cargo");
        Assert.EndsWith("10:00", mail.Subject);
        // What has become of it is no business of theirs any more.
        Assert.DoesNotContain("12:00", mail.TextBody);
        Assert.EndsWith("12:00", MailTo(clinic.Elena, "Cita a su cargo").Subject);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_companion_who_is_called_off_reads_the_hour_they_were_told_last(bool isVisitCancelled)
    {
        var appointment = await BookAsync();
        var by = new Actor(clinic.Bruno.Id, Roles.Specialist);
        await TakeAsync(appointment, (keeper, current) => keeper.BringAsync(current, new("Marta", Relationship.Relative, "es", Marta), by, default));
        await clinic.SendAsync();
        await MoveAsync(appointment, isHeard: false);
        var marta = await clinic.InAsync<ClinicDb, Companion>(db => db.Companions.AsNoTracking().SingleAsync(c => c.AppointmentId == appointment.Id));

        if (isVisitCancelled)
            await clinic.CancelAsync(appointment);
        else
            await TakeAsync(appointment, (keeper, current) => keeper.TakeAsync(CompanionStep.Remove, current, marta.PublicId, marta.LinkNumber, by, default));
        await SendLaterAsync();

        Assert.EndsWith("10:00", MailTo(Marta, "Ya no hace falta").Subject);
    }

    private async Task<Appointment> BookAsync()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(2));
        await clinic.SendAsync();
        return appointment;
    }

    // Two hours later.
    private async Task MoveAsync(Appointment appointment, bool isHeard)
    {
        if (!isHeard)
            smtp.Faults.Next(SmtpFault.RefuseConnection, int.MaxValue);
        await clinic.MoveAsync(appointment, appointment.StartsAt.AddHours(2));
        await clinic.SendAsync();
    }

    private async Task SendLaterAsync()
    {
        smtp.Faults.Clear();
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await clinic.SendAsync();
    }

    private async Task TakeAsync(Appointment appointment, Func<CompanionKeeper, Appointment, Task<CompanionRefusal?>> step)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var current = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
        Assert.Null(await step(scope.ServiceProvider.GetRequiredService<CompanionKeeper>(), current));
    }

    private MimeMessage MailTo(ClinicUser person, string subject) => MailTo(person.Email!, subject);

    private MimeMessage MailTo(string address, string subject)
        => Assert.Single(smtp.Received.Where(m => m.Recipients.Single() == address).Select(Parse), m => m.Subject!.StartsWith(subject, StringComparison.Ordinal));

    private static MimeMessage Parse(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Raw));

    private static string InviteOf(MimeMessage mail) => mail.BodyParts.OfType<TextPart>().First(p => p.ContentType.IsMimeType("text", "calendar")).Text;

    private static string Line(string beginning, string calendar) => calendar.Split('\n').Single(line => line.StartsWith(beginning, StringComparison.Ordinal));
}

public sealed class KnownHourStories_on_Sqlite() : KnownHourStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class KnownHourStories_on_PostgreSql() : KnownHourStories(new PostgresClinic());
