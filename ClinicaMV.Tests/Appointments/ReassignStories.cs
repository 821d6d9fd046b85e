using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

public abstract class ReassignStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task A_specialist_gives_an_appointment_away_and_all_three_are_told()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await (await bruno.OpenAsync($"/Appointments/{appointment.PublicId}")).FollowAsync("Dar a otro especialista");
        Assert.Equal(["", clinic.Elena.Id], form.Document.QuerySelectorAll("#Input_SpecialistId option").Select(o => o.GetAttribute("value")));

        (await form.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id))).IsAt("/Appointments").Is(HttpStatusCode.OK).Shows("ya está con el otro especialista");

        (await bruno.OpenAsync($"/Appointments/{appointment.PublicId}")).Is(HttpStatusCode.NotFound);
        (await (await clinic.SignedInAsync(clinic.Elena)).OpenAsync($"/Appointments/{appointment.PublicId}")).Shows("Elena Vázquez");
        var given = await clinic.ReadAsync(appointment);
        Assert.Equal((clinic.Elena.Id, 1), (given.SpecialistId, given.Version));
        Assert.NotEqual(appointment.Visit.RoomRef, given.Visit.RoomRef);
        Assert.Equal(new[] { clinic.Ana.Id, clinic.Elena.Id }.Order(), given.Slots.Select(s => s.PersonId).Distinct().Order());
        var line = (await clinic.RecordOfAsync(appointment)).Last(e => e.Outcome == AuditOutcome.Allowed);
        Assert.Equal((AuditKind.AppointmentReassigned, "Illness", clinic.Bruno.Id), (line.Kind, line.Reason, line.SubjectId));

        Assert.StartsWith("Cambio de especialista", (await clinic.MailToAsync(clinic.Ana)).Subject);
        Assert.Contains("Elena Vázquez", (await clinic.MailToAsync(clinic.Ana)).TextBody);
        Assert.EndsWith($"/Visits/{appointment.PublicId}/Join", (await clinic.MailToAsync(clinic.Elena)).Link());
        var toBruno = await clinic.MailToAsync(clinic.Bruno);
        Assert.StartsWith("Cita ya no a su cargo", toBruno.Subject);
        Assert.Contains("Hola, Bruno Herrera", toBruno.TextBody);
        Assert.DoesNotContain("/Visits/", toBruno.TextBody);
        await clinic.BookAsync(now.AddDays(1), patient: clinic.Carla);
    }

    [Fact]
    public async Task An_administrator_reassigns_any_and_stays_on_its_page()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));

        var page = await (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign"))
            .SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id));

        page.IsAt($"/Appointments/{appointment.PublicId}").Shows("Elena Vázquez");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Whoever_presses_twice_has_reassigned_once_even_if_it_is_no_longer_theirs(bool atOnce, bool isSpecialist)
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var form = await (await clinic.SignedInAsync(isSpecialist ? clinic.Bruno : clinic.Delia)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign");

        var answers = atOnce
            ? await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => form.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id))))
            : [await form.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id)), await form.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id))];

        Assert.All(answers, page => page.IsAt(isSpecialist ? "/Appointments" : $"/Appointments/{appointment.PublicId}").Is(HttpStatusCode.OK));
        Assert.Equal((clinic.Elena.Id, 1), ((await clinic.ReadAsync(appointment)).SpecialistId, (await clinic.ReadAsync(appointment)).Version));
        Assert.DoesNotContain(await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.AppointmentId == appointment.PublicId).ToListAsync()), e => e.Outcome == AuditOutcome.Denied);
        // What has changed once more is another matter, and another choice is a stranger's.
        Assert.Equal(isSpecialist ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest, (await form.SubmitAsync("Input.SpecialistId", Choice(clinic.Bruno.Id))).Status);
        await clinic.MoveAsync(appointment, now.AddDays(1).AddHours(2));
        Assert.Equal(isSpecialist ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest, (await form.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id))).Status);
    }

    [Fact]
    public async Task An_hour_that_the_other_specialist_has_not_free_is_refused_beside_the_field_and_nothing_is_written()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        await clinic.BookAsync(now.AddDays(1).AddMinutes(40), patient: clinic.Carla, specialist: clinic.Elena);
        var mail = await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync());

        var refused = await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign"))
            .SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id));

        refused.Is(HttpStatusCode.BadRequest).Shows("Bruno Herrera");
        Assert.Contains("el especialista ya tiene una cita", refused.Document.QuerySelector("#Input_SpecialistId-error")!.TextContent);
        var still = await clinic.ReadAsync(appointment);
        Assert.Equal((clinic.Bruno.Id, 0, 18), (still.SpecialistId, still.Version, still.Slots.Count));
        Assert.Equal(["AppointmentBooked Allowed ", "AppointmentReassigned Denied HourTaken"], (await clinic.RecordOfAsync(appointment)).Select(e => $"{e.Kind} {e.Outcome} {e.Reason}"));
        Assert.Equal(mail, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync()));
    }

    [Theory]
    [InlineData("bruno")]
    [InlineData("ana")]
    [InlineData("nobody")]
    public async Task Only_another_specialist_can_be_chosen(string who)
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var id = who switch { "bruno" => clinic.Bruno.Id, "ana" => clinic.Ana.Id, _ => who };

        var refused = await (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign"))
            .SubmitAsync("Input.SpecialistId", Choice(id));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains("Elija otro especialista", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
    }

    [Theory]
    [InlineData(false, "no pasa consulta")]
    [InlineData(true, "está de baja")]
    public async Task A_specialist_who_does_not_work_then_or_no_longer_is_refused_beside_the_choice(bool isDisabled, string expected)
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var other = await clinic.AddAsync(Roles.Specialist);
        await clinic.WorkAsync(other, $"{now.AddDays(2).DayOfWeek} 10:00-11:00");
        var form = await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign");
        if (isDisabled)
            await clinic.DisableAsync(other);

        var refused = await form.SubmitAsync("Input.SpecialistId", Choice(other.Id));
        // No other story is to meet them in the list.
        await clinic.DisableAsync(other);

        Assert.Contains(expected, refused.Is(HttpStatusCode.BadRequest).Document.QuerySelector("#Input_SpecialistId-error")!.TextContent);
        Assert.Equal((clinic.Bruno.Id, 0), ((await clinic.ReadAsync(appointment)).SpecialistId, (await clinic.ReadAsync(appointment)).Version));
    }

    [Fact]
    public async Task A_stale_form_reassigns_nothing_and_shows_the_appointment_as_it_is_now()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var stale = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign");
        await clinic.MoveAsync(appointment, now.AddDays(1).AddHours(2));

        var refused = await stale.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains("de 10:00 a 10:45", refused.Document.QuerySelector("[aria-labelledby=version-seen]")!.TextContent);
        Assert.Contains("de 12:00 a 12:45", refused.Document.QuerySelector("[aria-labelledby=version-now]")!.TextContent);
        Assert.Contains(refused.Errors, e => e.Contains("mientras tanto", StringComparison.OrdinalIgnoreCase));
        (await refused.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id))).IsAt("/Appointments");
        Assert.Equal(clinic.Elena.Id, (await clinic.ReadAsync(appointment)).SpecialistId);
    }

    [Fact]
    public async Task The_former_specialist_is_told_even_when_the_appointment_changes_again_before_the_mail_goes_out()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign"))
            .SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id));
        await clinic.CancelAsync(appointment);

        Assert.StartsWith("Cita ya no a su cargo", (await clinic.MailToAsync(clinic.Bruno)).Subject);
        Assert.StartsWith("Cita anulada", (await clinic.MailToAsync(clinic.Elena)).Subject);
        Assert.Equal([MailKind.AppointmentCancelled, MailKind.AppointmentCancelled, MailKind.AppointmentHandedOver], await clinic.InAsync<ClinicDb, List<MailKind>>(async db =>
            [.. (await db.OutgoingMail.Where(m => m.State == MailState.Sent).Select(m => m.Kind).ToListAsync()).Order()]));
    }

    [Fact]
    public async Task Whoever_is_free_at_that_hour_stands_first_and_to_whoever_looks_too_late_it_is_a_strangers()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var (free, taken, resting) = (await clinic.AddAsync(Roles.Specialist, "Zoe Libre"), await clinic.AddAsync(Roles.Specialist, "Abel Ocupado"), await clinic.AddAsync(Roles.Specialist, "Bea Ausente"));
        await clinic.BookAsync(now.AddDays(1).AddMinutes(30), patient: clinic.Carla, specialist: taken);
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(resting.Id, new() { From = DateOnly.FromDateTime(now), To = DateOnly.FromDateTime(now.AddDays(2)) }, Actor.System, default));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var form = await bruno.OpenAsync($"/Appointments/{appointment.PublicId}/Reassign");
        foreach (var other in new[] { free, taken, resting })
            await clinic.DisableAsync(other);

        Assert.Equal(["Libres a esa hora: Elena Vázquez, Zoe Libre", "Ocupados o sin consulta entonces: Abel Ocupado, Bea Ausente"], form.Document.QuerySelectorAll("#Input_SpecialistId optgroup")
            .Select(g => $"{g.GetAttribute("label")}: {string.Join(", ", g.QuerySelectorAll("option").Select(o => o.TextContent))}"));
        await clinic.ReassignAsync(appointment, clinic.Elena);
        (await form.SubmitAsync("Input.SpecialistId", Choice(clinic.Elena.Id))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Only_its_specialist_and_administrators_may_reassign()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        foreach (var (person, may) in new[] { (clinic.Ana, false), (clinic.Carla, false), (clinic.Elena, false), (clinic.Bruno, true), (clinic.Delia, true) })
            (await (await clinic.SignedInAsync(person)).OpenAsync($"/Appointments/{appointment.PublicId}/Reassign")).Is(may ? HttpStatusCode.OK : HttpStatusCode.NotFound);
    }

    private static (string Name, string Value)[] Choice(string specialistId) => [("Input.SpecialistId", specialistId), ("Input.Reason", "Illness")];
}

public sealed class ReassignStories_on_Sqlite(SqliteClinic clinic) : ReassignStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ReassignStories_on_PostgreSql(PostgresClinic clinic) : ReassignStories(clinic), IClassFixture<PostgresClinic>;
