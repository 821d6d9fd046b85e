using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Mail;

/// <summary>The administrator looks at the outbox, and sends again what did not arrive.</summary>
public abstract class MailPageStories(TestClinic clinic)
{
    private const string Again = "Volver a enviar: Cita dada, Ana García Ruiz";

    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task What_failed_is_sent_again_to_the_address_of_today_and_put_on_record()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        await clinic.SendAsync();
        await clinic.ChangeMailAsync(appointment, clinic.Ana, MailKind.AppointmentBooked, m => m.MarkDead("SmtpCommandException"));
        var first = (await clinic.MailAboutAsync(appointment, MailKind.AppointmentBooked, clinic.Ana)).Single();
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var dead = (await delia.OpenAsync("/Admin/Mail?State=Dead")).Is(HttpStatusCode.OK).Shows("Fallidos (1)").Shows("El servidor ha rechazado el mensaje");
        (await dead.SubmitAsync(Again)).Is(HttpStatusCode.OK).IsAt("/Admin/Mail").Shows("se va a enviar de nuevo");

        var owed = (await clinic.MailAboutAsync(appointment, MailKind.AppointmentBooked, clinic.Ana)).Single();
        Assert.Equal((MailState.Pending, 0, (byte[]?)null), (owed.State, owed.Attempts, owed.Message));
        Assert.NotEqual(first.MessageId, owed.MessageId);
        await clinic.SendAsync();
        Assert.Equal(MailState.Sent, (await clinic.MailAboutAsync(appointment, MailKind.AppointmentBooked, clinic.Ana)).Single().State);
        var line = Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.MailResent);
        Assert.Equal((clinic.Delia.Id, clinic.Ana.Id, "AppointmentBooked"), (line.ActorId, line.SubjectId, line.Reason));
    }

    [Fact]
    public async Task What_is_on_its_way_too_late_or_no_longer_true_is_not_sent_again()
    {
        var appointment = await clinic.BookAsync(now.AddHours(3));
        await clinic.SendAsync();
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var page = await delia.OpenAsync("/Admin/Mail");

        await clinic.MoveAsync(appointment, now.AddHours(5));
        (await page.SubmitAsync(Again)).Is(HttpStatusCode.BadRequest).Shows("ya no es cierto");
        var moved = (await clinic.MailAboutAsync(appointment, MailKind.AppointmentMoved, clinic.Ana)).Single();
        (await page.SubmitElsewhereAsync(Again, $"/Admin/Mail?handler=Again&id={moved.Id}")).Is(HttpStatusCode.BadRequest).Shows("ya está en camino");
        await clinic.SendAsync();
        clinic.Clock.Advance(TimeSpan.FromHours(8));
        var form = await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Preferences");
        (await form.SubmitElsewhereAsync("Input.Language", $"/Admin/Mail?handler=Again&id={moved.Id}")).Is(HttpStatusCode.BadRequest).Shows("ya no sirve");
        (await form.SubmitElsewhereAsync("Input.Language", "/Admin/Mail?handler=Again&id=999999999")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_but_administrators_sends_again()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        await clinic.SendAsync();
        var id = (await clinic.MailAboutAsync(appointment, MailKind.AppointmentBooked, clinic.Ana)).Single().Id;

        foreach (var person in new[] { clinic.Ana, clinic.Bruno })
        {
            var form = await (await clinic.SignedInAsync(person)).OpenAsync("/Preferences");
            (await form.SubmitElsewhereAsync("Input.Language", $"/Admin/Mail?handler=Again&id={id}")).Is(HttpStatusCode.NotFound);
        }

        Assert.Equal(MailState.Sent, (await clinic.MailAboutAsync(appointment, MailKind.AppointmentBooked, clinic.Ana)).Single().State);
    }

    [Fact]
    public async Task An_invitation_whose_code_has_expired_is_owed_anew()
    {
        var person = await clinic.AddAsync(Roles.Patient, "Paula Nueva", accepted: false);
        await clinic.InAsync<PeopleKeeper>(keeper => keeper.InviteAgainAsync(person.Id, Actor.System, default));
        await clinic.SendAsync();
        clinic.Clock.Advance(AccountCodes.InvitationLife + TimeSpan.FromHours(1));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        (await (await delia.OpenAsync("/Admin/Mail")).SubmitAsync("Volver a enviar: Invitación, Paula Nueva")).Shows("se va a enviar de nuevo");

        await clinic.SendAsync();
        var mail = await clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking().Where(m => m.RecipientId == person.Id).OrderBy(m => m.Id).ToListAsync());
        Assert.Equal([MailState.Sent, MailState.Sent], mail.Select(m => m.State));
        var link = (await clinic.MailToAsync(person)).Link();
        (await clinic.Visitor().OpenAsync(new Uri(link).PathAndQuery)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Shelves_tell_what_is_due_later_and_what_may_have_come_twice_and_an_appointment_leads_to_its_own_mail()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        await clinic.BookAsync(now.AddDays(3), patient: clinic.Carla);
        await clinic.MarkSentAsync(appointment, clinic.Bruno, MailKind.AppointmentBooked, now);
        await clinic.InAsync<ClinicDb>(db => db.OutgoingMail.Where(m => m.State == MailState.Sent).ExecuteUpdateAsync(m => m.SetProperty(x => x.UnheardAnswers, 1)));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        (await delia.OpenAsync("/Admin/Mail")).Shows("Por enviar (3)").Shows("Programados (8)").Shows("Enviados (1)").Shows("Quizá dos veces (1)");
        var twice = await delia.OpenAsync("/Admin/Mail?State=Uncertain");
        Assert.Contains("quizá ha llegado dos veces", Assert.Single(twice.Document.QuerySelectorAll("tbody tr")).TextContent);
        var own = await (await delia.OpenAsync($"/Appointments/{appointment.PublicId}")).FollowAsync("Correo de esta cita");
        own.IsAt("/Admin/Mail").Shows("Programados (4)");
        Assert.DoesNotContain("Carla", own.Text);
        Assert.DoesNotContain("Correo de esta cita", (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}")).Text);
    }
}

public sealed class MailPageStories_on_Sqlite(SqliteClinic clinic) : MailPageStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class MailPageStories_on_PostgreSql(PostgresClinic clinic) : MailPageStories(clinic), IClassFixture<PostgresClinic>;
