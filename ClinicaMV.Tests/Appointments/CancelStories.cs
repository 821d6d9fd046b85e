using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Appointments;

public abstract class CancelStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_patient_cancels_in_time_with_a_reason_and_the_specialist_is_told()
    {
        var appointment = await clinic.BookAsync(now.AddHours(24));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var details = await ana.OpenAsync($"/Appointments/{appointment.PublicId}");
        details.Shows("hasta el").Shows("a las 10:00 (hora peninsular)");

        var cancelled = await (await details.FollowAsync("Anular la cita")).SubmitAsync("Input.Reason", ("Input.Reason", "WorkOrTravel"));

        cancelled.IsAt($"/Appointments/{appointment.PublicId}").Shows("Anulada").Shows("Su cita está anulada. Le hemos enviado un correo.");
        (await cancelled.FollowAsync("Pedir otra cita")).IsAt("/Appointments/Choose");
        Assert.DoesNotContain("Le hemos enviado", (await ana.OpenAsync(cancelled.Path)).Text);
        var line = (await clinic.RecordOfAsync(appointment))[^1];
        Assert.Equal((AuditKind.AppointmentCancelled, "WorkOrTravel", clinic.Ana.Id), (line.Kind, line.Reason, line.ActorId));
        Assert.StartsWith("Cita anulada", (await clinic.MailToAsync(clinic.Bruno)).Subject);
        var toBruno = (await clinic.MailToAsync(clinic.Bruno)).TextBody;
        Assert.DoesNotContain("viaje", toBruno);
        Assert.Contains("La hora le queda libre", toBruno);
        Assert.DoesNotContain("Llámenos si quiere otra hora", toBruno);
        Assert.Contains("Llámenos si quiere otra hora", (await clinic.MailToAsync(clinic.Ana)).TextBody);
        await clinic.BookAsync(now.AddHours(24));
    }

    [Fact]
    public async Task After_the_deadline_the_page_says_to_ring_and_a_form_from_before_is_refused_and_nothing_is_written()
    {
        var appointment = await clinic.BookAsync(now.AddHours(24));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync($"/Appointments/{appointment.PublicId}/Cancel");
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));

        var details = await ana.OpenAsync($"/Appointments/{appointment.PublicId}");
        details.Shows("Llame a la clínica");
        Assert.False(details.Has("a[href$=Cancel]"));
        var late = await ana.OpenAsync($"/Appointments/{appointment.PublicId}/Cancel");
        late.Is(HttpStatusCode.OK).Shows("Llame a la clínica");
        Assert.False(late.Has("input[type=radio]"));

        var refused = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Illness"));
        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains("Falta muy poco", StringComparison.OrdinalIgnoreCase));
        var still = await clinic.ReadAsync(appointment);
        Assert.Equal((AppointmentStatus.Booked, 0), (still.Status, still.Version));
        Assert.Equal(["AppointmentBooked Allowed ", "AppointmentCancelled Denied TooLateToChange"], (await clinic.RecordOfAsync(appointment)).Select(e => $"{e.Kind} {e.Outcome} {e.Reason}"));
        (await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}/Cancel"))
            .SubmitAsync("Input.Reason", ("Input.Reason", "SpecialistUnavailable"))).Shows("Anulada");
    }

    [Theory]
    [InlineData("Cancel", "", "Falta este dato.")]
    [InlineData("Cancel", "Boredom", "no es válido")]
    [InlineData("Cancel", "17", "no es válido")]
    [InlineData("Move", "", "Falta este dato.")]
    [InlineData("Move", "17", "no es válido")]
    public async Task Without_a_reason_of_the_list_nothing_changes(string page, string reason, string expected)
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var refused = await (await bruno.OpenAsync($"/Appointments/{appointment.PublicId}/{page}")).SubmitAsync("Input.Reason", ("Input.Reason", reason));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains(expected, StringComparison.OrdinalIgnoreCase));
        Assert.True(refused.Has("fieldset.field-invalid #Input_Reason"));
        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
    }

    [Theory]
    [InlineData("SpecialistUnavailable")]
    [InlineData("ClinicClosed")]
    public async Task A_forged_form_cannot_put_the_clinics_reasons_into_a_patients_mouth(string reason)
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));

        var refused = await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Appointments/{appointment.PublicId}/Cancel"))
            .SubmitAsync("Input.Reason", ("Input.Reason", reason));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains("motivos de la lista", StringComparison.OrdinalIgnoreCase));
        Assert.True(refused.Has("fieldset.field-invalid #Input_Reason"));
        Assert.Equal((AppointmentStatus.Booked, 0), ((await clinic.ReadAsync(appointment)).Status, (await clinic.ReadAsync(appointment)).Version));
        Assert.Equal(["AppointmentBooked Allowed ", "AppointmentCancelled Denied NotYourReason"], (await clinic.RecordOfAsync(appointment)).Select(e => $"{e.Kind} {e.Outcome} {e.Reason}"));
    }

    [Fact]
    public async Task A_stale_form_shows_both_versions_keeps_the_reason_and_pressing_again_agrees_to_the_new_one()
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Appointments/{appointment.PublicId}/Cancel");
        await clinic.MoveAsync(appointment, now.AddDays(3).AddHours(2));

        var stale = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Illness"));

        stale.Is(HttpStatusCode.BadRequest);
        Assert.Contains("de 10:00 a 10:45", stale.Document.QuerySelector("[aria-labelledby=version-seen]")!.TextContent);
        Assert.Contains("de 12:00 a 12:45", stale.Document.QuerySelector("[aria-labelledby=version-now]")!.TextContent);
        Assert.Equal(AppointmentStatus.Booked, (await clinic.ReadAsync(appointment)).Status);
        (await stale.SubmitAsync("Input.Reason")).Is(HttpStatusCode.OK).Shows("Anulada");
        Assert.Equal("Illness", (await clinic.RecordOfAsync(appointment))[^1].Reason);
    }

    [Fact]
    public async Task A_form_of_an_appointment_that_was_cancelled_meanwhile_says_so_and_offers_nothing_to_press()
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync($"/Appointments/{appointment.PublicId}/Cancel");
        await clinic.CancelAsync(appointment);

        var refused = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Illness"));

        Assert.Contains("Esta cita ya está anulada y no se puede cambiar.", refused.Is(HttpStatusCode.BadRequest).Errors);
        Assert.Contains("Anulada", refused.Document.QuerySelector("[aria-labelledby=version-now]")!.TextContent);
        Assert.False(refused.Has("main form"));
        (await ana.OpenAsync($"/Appointments/{appointment.PublicId}/Cancel")).Shows("Esta cita ya está anulada");
    }

    [Fact]
    public async Task What_is_over_is_not_cancelled_moved_or_given_away_and_nobody_is_written_to()
    {
        var appointment = await clinic.BookAsync(now.AddHours(24));
        await clinic.DeliverAsync();
        var forms = new Dictionary<string, (string, string)[]>
        {
            ["Cancel"] = [("Input.Reason", "Other")],
            ["Move"] = [("Input.Reason", "Other"), ("Input.Hour.Time", "23:00")],
            ["Reassign"] = [("Input.Reason", "Other"), ("Input.SpecialistId", clinic.Elena.Id)],
        };
        clinic.Clock.SetUtcNow(new(appointment.EndsAt.AddSeconds(-1), TimeSpan.Zero));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var open = new List<Page>();
        foreach (var page in forms.Keys)
            open.Add(await delia.OpenAsync($"/Appointments/{appointment.PublicId}/{page}"));
        Assert.All(open, form => Assert.True(form.Has("[name='Input.Reason']")));
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        var mail = await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync());

        foreach (var (form, fields) in open.Zip(forms.Values))
        {
            var refused = await form.SubmitAsync("Input.Reason", fields);
            Assert.Contains("Esta cita ya ha pasado y no se puede cambiar ni anular.", refused.Is(HttpStatusCode.BadRequest).Errors);
            (await delia.OpenAsync(form.Path)).Is(HttpStatusCode.OK).Shows("Esta cita ya ha pasado");
        }

        Assert.Equal((AppointmentStatus.Booked, 0), ((await clinic.ReadAsync(appointment)).Status, (await clinic.ReadAsync(appointment)).Version));
        Assert.Equal(3, (await clinic.RecordOfAsync(appointment)).Count(e => e is { Outcome: AuditOutcome.Denied, Reason: "IsOver" }));
        Assert.Equal(mail, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync()));
    }

    [Fact]
    public async Task A_past_appointment_offers_neither_its_door_nor_a_change_and_is_nothing_pending_for_the_patient()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        clinic.Clock.Advance(TimeSpan.FromMinutes(64));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        var running = await ana.OpenAsync($"/Appointments/{appointment.PublicId}");
        Assert.True(running.Shows("Pendiente").Has("a[href$=Join]"));
        foreach (var page in new[] { "/Today", $"/Appointments/{appointment.PublicId}", $"/Appointments/{appointment.PublicId}/Mark" })
            Assert.DoesNotContain("llegó a entrar", (await bruno.OpenAsync(page)).Shows("Nadie ha entrado todavía.").Text);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        var (hers, his) = (await ana.OpenAsync($"/Appointments/{appointment.PublicId}"), await bruno.OpenAsync($"/Appointments/{appointment.PublicId}"));

        hers.Shows("Pasada");
        his.Shows("Pendiente").Shows("Nadie llegó a entrar en la sala.").Shows("Marcar como realizada").Shows("Próxima cita");
        foreach (var page in new[] { hers, his })
            Assert.False(page.Has("a[href$=Join], a[href$=Cancel], a[href$=Move], a[href$=Reassign]"));
        Assert.DoesNotContain("¿Necesita cambiar", hers.Text);
        (await ana.OpenAsync("/Appointments?Past=true")).Shows("Pasada");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_who_cancel_in_the_same_moment_the_second_is_told_so_unless_it_is_the_same_press_twice(bool isSamePerson)
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        var form = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Appointments/{appointment.PublicId}/Cancel");
        await using var scope = clinic.Services.CreateAsyncScope();
        var read = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
        (await (await (await clinic.SignedInAsync(isSamePerson ? clinic.Ana : clinic.Bruno)).OpenAsync(form.Path)).SubmitAsync("Input.Reason", ("Input.Reason", "Other"))).Is(HttpStatusCode.OK);

        // Read before the first was through, and a moment later.
        var answer = await scope.ServiceProvider.GetRequiredService<Diary>().CancelAsync(read, read.Version, ChangeReason.Other, new(clinic.Ana.Id, Roles.Patient), default);
        var later = await form.SubmitAsync("Input.Reason", ("Input.Reason", "Other"));

        Assert.Equal(isSamePerson ? null : DiaryRefusal.ChangedMeanwhile, answer.Refusal);
        later.Is(isSamePerson ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        Assert.Equal(isSamePerson ? [] : ["ChangedMeanwhile", "AlreadyCancelled"], (await clinic.RecordOfAsync(appointment)).Where(e => e.Outcome == AuditOutcome.Denied).Select(e => e.Reason));
        Assert.Single(await clinic.RecordOfAsync(appointment), e => e is { Kind: AuditKind.AppointmentCancelled, Outcome: AuditOutcome.Allowed });
    }

    [Fact]
    public async Task Whoever_is_not_in_the_appointment_cannot_cancel_it()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        var own = await clinic.BookAsync(now.AddDays(3), patient: clinic.Carla, specialist: clinic.Elena);
        var form = await (await clinic.SignedInAsync(clinic.Carla)).OpenAsync($"/Appointments/{own.PublicId}/Cancel");

        (await form.SubmitElsewhereAsync("Input.Reason", $"/Appointments/{appointment.PublicId}/Cancel", ("Input.Reason", "Other"))).Is(HttpStatusCode.NotFound);

        Assert.Equal(AppointmentStatus.Booked, (await clinic.ReadAsync(appointment)).Status);
    }
}

public sealed class CancelStories_on_Sqlite(SqliteClinic clinic) : CancelStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class CancelStories_on_PostgreSql(PostgresClinic clinic) : CancelStories(clinic), IClassFixture<PostgresClinic>;
