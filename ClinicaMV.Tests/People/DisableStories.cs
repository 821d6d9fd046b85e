using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.People;

/// <summary>Disabling is soft and can be taken back; until then no sign-in, no room, no booking and no mail.</summary>
public abstract class DisableStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_step_before_says_what_it_touches_and_afterwards_each_appointment_is_listed_for_reassignment()
    {
        var gone = await clinic.AddAsync(Roles.Specialist, "Gema Ida");
        var first = await clinic.BookAsync(now.AddDays(1), specialist: gone);
        await clinic.BookAsync(now.AddDays(2), specialist: gone, patient: clinic.Carla);
        await clinic.CancelAsync(await clinic.BookAsync(now.AddDays(3), specialist: gone));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var asked = await (await delia.OpenAsync($"/Admin/Users/{gone.Id}")).FollowAsync("Dar de baja");
        asked.Shows("Citas próximas como especialista: 2.");
        Assert.False((await clinic.ReadAsync(gone)).IsDisabled);
        var done = await asked.SubmitAsync("Sí, dar de baja");

        done.IsAt($"/Admin/Users/{gone.Id}").Shows("La persona está de baja").Shows("Citas que ha dejado");
        Assert.Equal(2, done.Document.QuerySelectorAll(".waiting-row").Length);
        var left = await (await delia.OpenAsync("/Appointments")).FollowAsync("Citas próximas de especialistas de baja, que hay que dar a otros: 2");
        Assert.Equal(2, left.Document.QuerySelectorAll(".appointment-card").Length);
        var reassigned = await (await done.FollowAsync("Dar a otro especialista")).SubmitAsync("Input.SpecialistId", ("Input.SpecialistId", clinic.Elena.Id), ("Input.Reason", "Other"));
        reassigned.IsAt($"/Appointments/{first.PublicId}").Shows("Elena Vázquez");
        Assert.Single((await delia.OpenAsync($"/Admin/Users/{gone.Id}")).Document.QuerySelectorAll(".waiting-row"));
        Assert.Equal([AuditKind.PersonDisabled], (await clinic.RecordAboutAsync(gone)).Where(e => e.AppointmentId is null).Select(e => e.Kind));
    }

    [Fact]
    public async Task A_disabled_patients_appointments_are_listed_for_cancelling()
    {
        var gone = await clinic.AddAsync(Roles.Patient, "Gil Ido");
        var appointment = await clinic.BookAsync(now.AddDays(1), patient: gone);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await delia.OpenAsync($"/Admin/Users/{gone.Id}/Disable")).Shows("Citas próximas como paciente: 1.");
        await clinic.DisableAsync(gone);

        var cancel = await (await delia.OpenAsync($"/Admin/Users/{gone.Id}")).FollowAsync("Anular la cita");

        cancel.IsAt($"/Appointments/{appointment.PublicId}/Cancel");
        (await delia.OpenAsync("/Appointments?Filters.LeftBy=Patient")).Shows("Gil Ido");
        (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Appointments?Filters.LeftBy=Specialist")).Shows("Gil Ido");
        Assert.False((await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Appointments")).Has(".notice-warning"));
    }

    [Fact]
    public async Task A_running_session_is_over_at_once_room_and_all()
    {
        var gone = await clinic.AddAsync(Roles.Patient);
        var appointment = await clinic.BookAsync(now.AddMinutes(5), patient: gone);
        var session = await clinic.SignedInAsync(gone);
        var join = await session.OpenAsync($"/Visits/{appointment.PublicId}/Join");
        var room = await join.SubmitAsync("Entrar");
        room.Is(HttpStatusCode.OK).IsAt($"/Visits/{appointment.PublicId}/Room");
        await clinic.DisableAsync(gone);

        foreach (var page in new[] { $"/Visits/{appointment.PublicId}/Room", $"/Visits/{appointment.PublicId}/Join", $"/Visits/{appointment.PublicId}/Status", $"/Appointments/{appointment.PublicId}", "/Appointments" })
            (await session.OpenAsync(page)).IsAt("/Identity/Account/Login");
        (await join.SubmitAsync("Entrar")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task Whatever_ends_sessions_makes_the_room_worthless_at_once_and_leaves_those_alone_that_the_person_has_not_entered()
    {
        var (patient, specialist) = (await clinic.AddAsync(Roles.Patient), await clinic.AddAsync(Roles.Specialist));
        var entered = await clinic.BookAsync(now.AddMinutes(5), patient: patient, specialist: specialist);
        var later = await clinic.BookAsync(now.AddHours(1), patient: patient, specialist: specialist);
        await (await clinic.SignedInAsync(specialist)).EnterAsync(entered);
        var by = new Actor(clinic.Delia.Id, Roles.Administrator);
        var ways = new (string Name, Func<IServiceProvider, ClinicUser, Task> Go)[]
        {
            ("password", (services, person) => services.GetRequiredService<Passwords>().SetAsync(person, "otra frase bien larga")),
            ("own address", async (services, person) =>
            {
                person.AskForAddress($"own-{person.Email}");
                Assert.True(await services.GetRequiredService<OwnAddress>().TakeAsync(person, Actor.Anonymous(person.Id, null), default));
            }),
            ("address from the reception", async (services, person) => Assert.Null(await services.GetRequiredService<PeopleKeeper>()
                .ChangeAsync(person.Id, person.ConcurrencyStamp, new(person.FullName, $"next-{person.Email}", "", "es", ""), by, default))),
            ("app", (services, person) => services.GetRequiredService<OwnSecondStep>().UseAuthenticatorAsync(person, "", 1, Actor.Anonymous(person.Id, null), default)),
            ("lost second step", async (services, person) => Assert.Null(await services.GetRequiredService<PeopleKeeper>().DropSecondStepAsync(person.Id, by, default))),
            ("signed out", async (services, person) => Assert.Null(await services.GetRequiredService<PeopleKeeper>().EndSessionsAsync(person.Id, by, default))),
            ("disabled", async (services, person) => Assert.Null(await services.GetRequiredService<PeopleKeeper>().DisableAsync(person.Id, by, default))),
        };
        var laterRoom = await RoomAsync(later);

        foreach (var way in ways)
        {
            var room = await RoomAsync(entered);
            await ChangeAsync(patient, way.Go);
            Assert.True(Enumerable.SequenceEqual(room, await RoomAsync(entered)), $"{way.Name}, of a patient who has not entered");
            await ChangeAsync(specialist, way.Go);
            Assert.False(Enumerable.SequenceEqual(room, await RoomAsync(entered)), way.Name);
        }

        Assert.Equal(laterRoom, await RoomAsync(later));

        async Task<byte[]> RoomAsync(Appointment appointment) => (await clinic.ReadAsync(appointment)).Visit.RoomRef;

        Task ChangeAsync(ClinicUser person, Func<IServiceProvider, ClinicUser, Task> go) => clinic.InAsync<IServiceProvider, bool>(async services =>
        {
            await go(services, await services.GetRequiredService<ClinicDb>().Users.SingleAsync(u => u.Id == person.Id));
            return true;
        });
    }

    [Fact]
    public async Task Whoever_ends_another_device_closes_the_room_that_was_given_to_it_and_goes_on_in_the_next()
    {
        var person = await clinic.AddAsync(Roles.Specialist);
        var appointment = await clinic.BookAsync(now.AddMinutes(5), specialist: person);
        var (here, there) = (await clinic.SignedInAsync(person), await clinic.SignedInAsync(person));
        await there.EnterAsync(appointment);
        var room = (await clinic.ReadAsync(appointment)).Visit.RoomRef;

        await (await here.OpenAsync("/Account/Devices")).SubmitAsync("Cerrar todas las demás");

        Assert.NotEqual(room, (await clinic.ReadAsync(appointment)).Visit.RoomRef);
        (await here.OpenAsync($"/Visits/{appointment.PublicId}/Room")).IsAt($"/Visits/{appointment.PublicId}/Room");
    }

    [Fact]
    public async Task Who_is_disabled_hears_what_a_wrong_password_hears_and_no_link_works()
    {
        var gone = await clinic.AddAsync(Roles.Patient);
        await AskAsync(gone);
        var reset = (await clinic.MailToAsync(gone)).Link();
        var known = await AskAsync(clinic.Bruno);
        await clinic.DisableAsync(gone);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var sent = (await clinic.DeliverAsync()).Count;

        var (right, wrong) = (await clinic.Visitor().SignInAsync(gone.Email!, TestClinic.Password), await clinic.Visitor().SignInAsync(clinic.Bruno.Email!, "no es esta frase"));

        Assert.Equal((HttpStatusCode.BadRequest, wrong.Text), (right.Status, right.Text));
        (await clinic.Visitor().OpenAsync(reset)).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        Assert.Equal(known, await AskAsync(gone));
        Assert.Equal(sent, (await clinic.DeliverAsync()).Count);
        Assert.Contains(await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.ActorId == gone.Id).ToListAsync()),
            e => e is { Kind: AuditKind.SignIn, Reason: "Disabled" });

        async Task<string> AskAsync(ClinicUser person)
        {
            var answer = await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", person.Email!));
            return $"{answer.Status} {answer.Path} {answer.Text}";
        }
    }

    [Fact]
    public async Task An_invitation_is_worth_nothing_while_its_owner_is_disabled()
    {
        var gone = await clinic.AddAsync(Roles.Patient, accepted: false);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync($"/Admin/Users/{gone.Id}");
        await form.SubmitAsync("Enviar otra invitación");
        var link = (await clinic.MailToAsync(gone)).Link();
        await clinic.DisableAsync(gone);

        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        var refused = await form.SubmitAsync("Enviar otra invitación");
        refused.Is(HttpStatusCode.BadRequest).Shows("Esta persona está de baja");
        (await refused.SubmitAsync("Dar de alta otra vez")).Is(HttpStatusCode.OK).Shows("vuelve a estar de alta");
    }

    [Fact]
    public async Task Mail_still_owed_to_somebody_disabled_is_not_sent()
    {
        var gone = await clinic.AddAsync(Roles.Specialist);
        await clinic.BookAsync(now.AddDays(1), specialist: gone);
        await clinic.DisableAsync(gone);

        Assert.DoesNotContain(await clinic.DeliverAsync(), m => m.To.Mailboxes.Single().Address == gone.Email);

        Assert.Equal([MailState.Sent, MailState.Void], await clinic.InAsync<ClinicDb, List<MailState>>(async db =>
            [.. (await db.OutgoingMail.Where(m => m.Kind == MailKind.AppointmentBooked).Select(m => m.State).ToListAsync()).Order()]));
    }

    [Fact]
    public async Task A_disabled_person_is_offered_nowhere_and_a_stale_form_is_refused_beside_the_field()
    {
        var (specialist, patient) = (await clinic.AddAsync(Roles.Specialist, "Sara Ida"), await clinic.AddAsync(Roles.Patient, "Pepe Ido"));
        await clinic.WorkAsync(specialist, "Monday 9:00-14:00", "Tuesday 9:00-14:00", "Wednesday 9:00-14:00", "Thursday 9:00-14:00", "Friday 9:00-14:00");
        var appointment = await clinic.BookAsync(now.AddDays(20));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var (forAna, forPepe) = (await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}"), await delia.OpenAsync($"/Appointments/Book?PatientId={patient.Id}&SpecialistId={clinic.Bruno.Id}"));
        var reassign = await delia.OpenAsync($"/Appointments/{appointment.PublicId}/Reassign");
        (await ana.OpenAsync("/Appointments/Choose")).Shows("Sara Ida");
        await clinic.DisableAsync(specialist);
        await clinic.DisableAsync(patient);

        Refused(await forAna.SubmitAsync("Input.PatientId", [("Input.SpecialistId", specialist.Id), .. Hour(now.AddDays(1))]), "#Input_SpecialistId-error", "especialista está de baja");
        Refused(await forPepe.SubmitAsync("Input.PatientId", [("Input.SpecialistId", clinic.Bruno.Id), .. Hour(now.AddDays(1))]), "#Input_PatientId-error", "paciente está de baja");
        Refused(await reassign.SubmitAsync("Input.SpecialistId", ("Input.SpecialistId", specialist.Id), ("Input.Reason", "Other")), "#Input_SpecialistId-error", "especialista está de baja");
        Assert.DoesNotContain("Sara Ida", (await ana.OpenAsync("/Appointments/Choose")).Text);
        (await ana.OpenAsync($"/Appointments/Choose/Day?specialist={specialist.Id}")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("Sara Ida", (await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}")).Text);
        Assert.DoesNotContain("Sara Ida", (await delia.OpenAsync($"/Appointments/{appointment.PublicId}/Reassign")).Text);
        Assert.DoesNotContain("Pepe Ido", (await delia.OpenAsync("/Appointments/Book?q=pepe")).Text);
        (await delia.OpenAsync($"/Appointments/Book?PatientId={patient.Id}")).Is(HttpStatusCode.NotFound);
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));

        static void Refused(Page page, string field, string reason)
            => Assert.Contains(reason, page.Is(HttpStatusCode.BadRequest).Document.QuerySelector(field)!.TextContent);
    }

    [Fact]
    public async Task Whoever_books_while_a_specialist_is_disabled_is_refused_or_the_appointment_is_on_the_list()
    {
        var gone = await clinic.AddAsync(Roles.Specialist);
        var bookings = Enumerable.Range(1, 16).Select(i => clinic.InAsync<Diary, DiaryAnswer>(diary => diary.BookAsync(
            clinic.Ana.Id, gone.Id, new(now.AddDays(i), TimeSpan.FromMinutes(45), Modality.Video), Actor.System, default))).ToList();
        await clinic.DisableAsync(gone);
        var answers = await Task.WhenAll(bookings);

        Assert.All(answers, a => Assert.True(a.Refusal is null or DiaryRefusal.SpecialistDisabled, $"{a.Refusal}"));
        Assert.Equal(answers.Count(a => a.Refusal is null), await clinic.InAsync<ClinicDb, int>(db => db.Appointments.Left(ParticipantRole.Specialist, now).CountAsync()));
        Assert.Equal(DiaryRefusal.SpecialistDisabled, await clinic.InAsync<Diary, DiaryRefusal?>(async diary => (await diary.BookAsync(
            clinic.Ana.Id, gone.Id, new(now.AddDays(30), TimeSpan.FromMinutes(45), Modality.Video), Actor.System, default)).Refusal));
    }

    [Fact]
    public async Task Nobody_disables_themselves_and_two_administrators_at_once_leave_one()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var own = await delia.OpenAsync($"/Admin/Users/{clinic.Delia.Id}/Disable");
        own.Shows("No puede darse de baja a sí mismo");
        var forged = await delia.OpenAsync($"/Admin/Users/{clinic.Ana.Id}/Disable");
        (await forged.SubmitElsewhereAsync("Sí, dar de baja", $"/Admin/Users/{clinic.Delia.Id}/Disable")).Is(HttpStatusCode.BadRequest);

        var (one, other) = (await clinic.AddAsync(Roles.Administrator), await clinic.AddAsync(Roles.Administrator));
        var refusals = await Task.WhenAll(EachAsync(one, other), EachAsync(other, one));

        Assert.Contains(refusals, r => r is null);
        Assert.Contains(new[] { await clinic.ReadAsync(one), await clinic.ReadAsync(other) }, a => !a.IsDisabled);
        Assert.Contains(refusals, r => r is PersonRefusal.ChangedMeanwhile or PersonRefusal.LastAdministrator);

        Task<PersonRefusal?> EachAsync(ClinicUser by, ClinicUser whom)
            => clinic.InAsync<PeopleKeeper, PersonRefusal?>(keeper => keeper.DisableAsync(whom.Id, new(by.Id, Roles.Administrator), default));
    }

    [Fact]
    public async Task Enabled_again_everything_works_as_before()
    {
        var back = await clinic.AddAsync(Roles.Patient, "Vera Vuelta");
        await clinic.DisableAsync(back);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        await (await delia.OpenAsync($"/Admin/Users/{back.Id}")).SubmitAsync("Dar de alta otra vez");

        (await clinic.Visitor().SignInAsync(back.Email!, TestClinic.Password)).IsAt("/Appointments");
        await clinic.BookAsync(now.AddDays(1), patient: back);
        Assert.Equal([AuditKind.PersonDisabled, AuditKind.PersonEnabled], (await clinic.RecordAboutAsync(back)).Select(e => e.Kind));
    }

    private static (string Name, string Value)[] Hour(DateTime start) =>
        [("Input.Hour.Date", $"{start.AddHours(1):yyyy-MM-dd}"), ("Input.Hour.Time", $"{start.AddHours(1):HH:mm}"), ("Input.Hour.Minutes", "45")];
}

public sealed class DisableStories_on_Sqlite(SqliteClinic clinic) : DisableStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class DisableStories_on_PostgreSql(PostgresClinic clinic) : DisableStories(clinic), IClassFixture<PostgresClinic>;
