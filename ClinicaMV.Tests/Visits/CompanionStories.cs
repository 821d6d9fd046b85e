using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Visits;

/// <summary>Somebody comes along to one visit: named by one of the two, let in by the specialist, and forgotten.</summary>
public abstract class CompanionStories(TestClinic clinic)
{
    private readonly CompanionDay day = new(clinic);
    private readonly VideoServer server = new(clinic);
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_patient_proposes_the_specialist_answers_and_only_then_there_is_a_link()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(40));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        (await ana.OpenAsync($"/Appointments/{appointment.PublicId}")).Shows("Traer a alguien");
        var marta = await day.NameAsync(ana, appointment);
        var ivo = await day.NameAsync(ana, appointment, "Ivo Marín");
        Assert.Empty((await day.MailToAsync(marta)).Concat(await day.MailToAsync(ivo)));
        var asked = Assert.Single(await ProposalsAsync(appointment));
        Assert.DoesNotContain(new[] { "Marta", "Ivo" }, asked.TextBody!.Contains);

        (await bruno.OpenAsync("/Today")).Shows("Quiere traer a alguien");
        var page = await (await bruno.OpenAsync($"/Appointments/{appointment.PublicId}")).SubmitAsync("Aceptar: Marta Ruiz");
        (await page.SubmitAsync("No aceptar: Ivo Marín")).Shows("No aceptado");

        Assert.Empty(await day.MailToAsync(ivo));
        var mail = Assert.Single(await day.MailToAsync(marta));
        Assert.DoesNotContain(new[] { "Ana", "García", "Bruno", "Marta", "video", "Ruiz" }, word => mail.Subject!.Contains(word, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("García", mail.TextBody);
        (await clinic.Visitor().OpenAsync(mail.Link())).Is(HttpStatusCode.OK).Shows("Todavía es pronto").Shows("Acompaña a Ana");
        (await ana.OpenAsync(CompanionDay.PageOf(appointment))).Shows("no aceptado").Shows("invitado");
        Assert.Equal([AuditKind.CompanionProposed, AuditKind.CompanionProposed, AuditKind.CompanionInvited, AuditKind.CompanionDeclined], await KindsAsync(appointment));
    }

    [Fact]
    public async Task Somebody_who_is_named_after_the_specialist_has_been_told_is_told_again()
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        foreach (var (name, times) in new[] { ("Marta Ruiz", 1), ("Ivo Marín", 2) })
        {
            await day.NameAsync(ana, appointment, name);
            Assert.Equal(times, (await ProposalsAsync(appointment)).Count);
        }
    }

    [Fact]
    public async Task A_companion_is_reminded_as_the_patient_is_with_the_link_that_counts()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var marta = await day.NameAsync(bruno, appointment);
        var ivo = await day.NameAsync(bruno, appointment, "Ivo Marín");
        await clinic.DeliverAsync();
        await (await bruno.OpenAsync(CompanionDay.PageOf(appointment))).SubmitAsync("Retirar: Ivo Marín");
        await (await bruno.OpenAsync(CompanionDay.PageOf(appointment))).SubmitAsync("Enviar otro enlace: Marta Ruiz");

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        var reminder = Assert.Single(await day.MailToAsync(marta), IsReminder);
        clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddMinutes(-30), TimeSpan.Zero));
        Assert.Equal(2, (await day.MailToAsync(marta)).Count(IsReminder));
        Assert.DoesNotContain(await day.MailToAsync(ivo), IsReminder);
        Assert.DoesNotContain("García", reminder.TextBody);
        (await clinic.Visitor().OpenAsync(reminder.Link())).Is(HttpStatusCode.OK).Shows("Todavía es pronto");

        static bool IsReminder(MimeKit.MimeMessage mail) => mail.Subject!.StartsWith("Recordatorio", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_companion_presses_waits_is_admitted_and_comes_in_as_nobody_and_never_as_moderator()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var people = await CountAsync(db => db.Users.CountAsync());
        var (marta, bruno) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Bruno));
        var link = await day.InviteAsync(appointment);
        (await day.PressAsync(marta, link)).Shows("Bruno Herrera sabe que está aquí");
        var companion = await day.OnlyAsync(appointment);
        var room = $"/Companion/{companion.PublicId}/Room";

        (await day.AdmitAsync(bruno)).IsAt("/Today");
        (await marta.OpenAsync(room)).Shows("Bruno Herrera le deja pasar");
        var brunos = await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        Assert.False((await CompanionDay.StatusAsync(marta, companion)).GetProperty("mustWait").GetBoolean());
        var martas = await marta.OpenAsync(room);

        Assert.Equal("no-referrer", martas.Response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("""camera=(self "https://meet.example.test")""", martas.Response.Headers.GetValues("Permissions-Policy").Single());
        Assert.Equal(brunos.Document.QuerySelector("#visit-room")!.GetAttribute("data-room"), martas.Document.QuerySelector("#visit-room")!.GetAttribute("data-room"));
        var user = CompanionDay.UserIn(martas);
        Assert.Equal(("member", false, "Acompañante"), (user.GetProperty("affiliation").GetString(), user.GetProperty("moderator").GetBoolean(), user.GetProperty("name").GetString()));
        Assert.NotEqual(CompanionDay.UserIn(brunos).GetProperty("id").GetString(), user.GetProperty("id").GetString());
        Assert.DoesNotContain(new[] { "Marta", companion.Email, companion.PublicId }, martas.Document.QuerySelector("#visit-room")!.GetAttribute("data-jwt")!.Contains);
        Assert.Equal(people, await CountAsync(db => db.Users.CountAsync()));
        var record = (await clinic.RecordOfAsync(appointment)).Where(e => e.ActorRole == "Companion" || e.SubjectId == companion.PublicId).ToList();
        Assert.Equal([AuditKind.CompanionInvited, AuditKind.CompanionEntry, AuditKind.CompanionAdmitted, AuditKind.RoomIssued], record.Select(e => e.Kind));
        Assert.All(record.Where(e => e.ActorRole == "Companion"), e => Assert.Equal(companion.PublicId, e.ActorId));

        await server.ReportAsync("occupant/joined", new { room_name = martas.Document.QuerySelector("#visit-room")!.GetAttribute("data-room"), occupant = new { id = user.GetProperty("id").GetString(), occupant_jid = "m@meet.jitsi/x", joined_at = Seconds(6) } });
        var attendance = await clinic.InAsync<ClinicDb, Attendance>(async db => await db.AttendanceAsync(await db.Appointments.SingleAsync(a => a.Id == appointment.Id), default));
        Assert.Equal([ParticipantRole.Companion], attendance.Stays.Select(s => s.Role));
        Assert.False(attendance.WasThere(ParticipantRole.Patient));
        Assert.Contains(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.ServerReportedJoined && e.SubjectId == companion.PublicId);
    }

    [Fact]
    public async Task Only_the_specialist_of_the_visit_admits()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await day.PressAsync(clinic.Visitor(), await day.InviteAsync(appointment));
        var companion = await day.OnlyAsync(appointment);
        foreach (var (person, answer) in new[] { (clinic.Ana, HttpStatusCode.BadRequest), (clinic.Delia, HttpStatusCode.BadRequest), (clinic.Elena, HttpStatusCode.NotFound), (clinic.Carla, HttpStatusCode.NotFound) })
        {
            var visitor = await clinic.SignedInAsync(person);
            (await (await visitor.OpenAsync("/Preferences")).SubmitElsewhereAsync("Input.Language", $"{CompanionDay.PageOf(appointment)}?handler=Take",
                ("companion", companion.PublicId), ("step", nameof(CompanionStep.Admit)))).Is(answer);
            (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Room?handler=Companions")).Is(HttpStatusCode.NotFound);
        }

        Assert.True((await day.OnlyAsync(appointment)).IsWaiting);
        var refused = (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.CompanionAdmitted).ToList();
        Assert.Equal([(clinic.Ana.Id, AuditOutcome.Denied, "NotYours"), (clinic.Delia.Id, AuditOutcome.Denied, "NotYours")], refused.Select(e => (e.ActorId!, e.Outcome, e.Reason!)));
    }

    [Fact]
    public async Task What_a_companions_page_reports_is_on_record_and_not_without_end()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (marta, _, companion) = await day.InRoomAsync(appointment);
        var page = await marta.OpenAsync($"/Companion/{companion.PublicId}/Room");
        var token = page.Document.QuerySelector("#visit-room")!.GetAttribute("data-token")!;
        Dictionary<string, HttpStatusCode[]> answers = [];
        foreach (var what in new[] { "joined", "server", "nonsense" })
        {
            answers[what] = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
            {
                using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
                using var answer = await marta.Http.PostAsync($"/Companion/{companion.PublicId}/Room?handler=Report&what={what}", form);
                return answer.StatusCode;
            }));
        }

        Assert.Equal((PageReports.MostMovements, 32, 0), (Taken("joined"), Taken("server"), Taken("nonsense")));
        var record = (await clinic.RecordOfAsync(appointment)).Where(e => e.ActorRole == "Companion").ToList();
        Assert.Equal((PageReports.MostMovements, 1), (record.Count(e => e.Kind == AuditKind.PageReportedJoined), record.Count(e => e.Kind == AuditKind.PageReportedUnreachable)));

        int Taken(string what) => answers[what].Count(a => a == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Whoever_waits_when_the_visit_is_called_off_is_told_that_nobody_needs_to_wait()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (marta, _, companion) = await day.InRoomAsync(appointment);

        await clinic.CancelAsync(appointment);

        Assert.True((await CompanionDay.StatusAsync(marta, companion)).GetProperty("ended").GetBoolean());
        (await marta.OpenAsync($"/Companion/{companion.PublicId}/Room")).IsAt($"/Companion/{companion.PublicId}/Ended").Shows("Ya no hace falta que espere");
    }

    [Fact]
    public async Task Whoever_is_taken_out_is_told_so_and_the_others_go_on_in_another_room()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (marta, bruno, companion) = await day.InRoomAsync(appointment);
        var room = (await marta.OpenAsync($"/Companion/{companion.PublicId}/Room")).Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;
        var list = await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room?handler=Companions");
        list.Shows("ha pasado");

        Assert.Equal(HttpStatusCode.NoContent, (await list.SubmitAsync("Retirar: Marta Ruiz")).Status);

        Assert.True((await CompanionDay.StatusAsync(marta, companion)).GetProperty("ended").GetBoolean());
        (await marta.OpenAsync($"/Companion/{companion.PublicId}/Room")).IsAt($"/Companion/{companion.PublicId}/Ended").Shows("Ya no hace falta que espere");
        using var reservation = await server.AskAsync(room);
        Assert.Equal(HttpStatusCode.Forbidden, reservation.StatusCode);
        Assert.NotEqual(room, (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room")).Document.QuerySelector("#visit-room")!.GetAttribute("data-room"));
    }

    [Fact]
    public async Task The_room_has_a_seat_for_each_who_is_invited_and_nobody_is_moved_to_another_when_somebody_comes_in()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await day.NameAsync(await clinic.SignedInAsync(clinic.Ana), appointment, "Ivo Marín");
        var link = await day.InviteAsync(appointment);
        Assert.Equal(3, await SeatsAsync());

        await (await bruno.OpenAsync(CompanionDay.PageOf(appointment))).SubmitAsync("No aceptar: Ivo Marín");
        var later = await day.InviteAsync(appointment, "Iria Luz");
        var before = (await clinic.ReadAsync(appointment)).Visit.RoomTag;
        await day.PressAsync(clinic.Visitor(), link);
        await day.AdmitAsync(bruno);
        Assert.Equal(before, (await clinic.ReadAsync(appointment)).Visit.RoomTag);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await day.PressAsync(clinic.Visitor(), later);
        await day.AdmitAsync(bruno, "Iria Luz");
        Assert.Equal(before, (await clinic.ReadAsync(appointment)).Visit.RoomTag);
        Assert.Equal(4, await SeatsAsync());

        async Task<int> SeatsAsync()
        {
            var room = (await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar")).Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;
            clinic.Clock.Advance(TimeSpan.FromSeconds(1));
            using var answer = await server.AskAsync(room);
            return (await VideoServer.JsonAsync(answer)).GetProperty("max_occupants").GetInt32();
        }
    }

    [Fact]
    public async Task A_companion_who_is_not_wanted_any_more_hears_of_it_and_there_is_never_a_third()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(40));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        var marta = await day.NameAsync(bruno, appointment);
        await day.LinkToAsync(marta);
        var forms = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bruno.OpenAsync(CompanionDay.PageOf(appointment))));
        await Task.WhenAll(forms.Select((form, i) => form.SubmitAsync("Input.Name", ("Input.Name", $"Persona {i}"), ("Input.Relationship", "Interpreter"), ("Input.Email", $"p{i}@example.test"))));
        Assert.Equal(Companion.Most, (await day.OfAsync(appointment)).Count(c => c.IsComing));
        var full = await ana.OpenAsync(CompanionDay.PageOf(appointment));
        full.Shows("No caben más");
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));

        await full.SubmitAsync("Retirar: Marta Ruiz");
        await day.NameAsync(ana, appointment, "Ivo Marín");

        Assert.StartsWith("Ya no hace falta", (await day.MailToAsync(marta))[^1].Subject);
        Assert.Equal(Companion.Most, (await day.OfAsync(appointment)).Count(c => c.IsComing));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_presses_twice_has_named_one(bool isSpecialist)
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        var form = await (await clinic.SignedInAsync(isSpecialist ? clinic.Bruno : clinic.Ana)).OpenAsync(CompanionDay.PageOf(appointment));
        (string, string)[] marta = [("Input.Name", "Marta Ruiz"), ("Input.Relationship", "Relative"), ("Input.Email", "marta-twice@example.test")];

        var presses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => form.SubmitOnceAsync("Input.Name", marta)));
        var later = await form.SubmitAsync("Input.Name", marta);

        Assert.All(presses, press => Assert.Equal((HttpStatusCode.Redirect, later.Path), (press.StatusCode, press.Headers.Location?.ToString())));
        later.Is(HttpStatusCode.OK).Shows("Marta Ruiz");
        await day.OnlyAsync(appointment);
        Assert.Equal([isSpecialist ? AuditKind.CompanionInvited : AuditKind.CompanionProposed], await KindsAsync(appointment));
    }

    [Theory]
    [InlineData("Aceptar", AuditKind.CompanionInvited, "invitado")]
    [InlineData("No aceptar", AuditKind.CompanionDeclined, "no aceptado")]
    [InlineData("Retirar", AuditKind.CompanionRemoved, "ya no viene")]
    [InlineData("Enviar otro enlace", AuditKind.CompanionInvited, "Otro enlace va de camino")]
    [InlineData("Dejar pasar", AuditKind.CompanionAdmitted, "")]
    public async Task Whoever_presses_twice_has_decided_once(string button, AuditKind kind, string words)
    {
        var isProposal = button.EndsWith("ceptar", StringComparison.Ordinal);
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var marta = await day.NameAsync(isProposal ? await clinic.SignedInAsync(clinic.Ana) : bruno, appointment);
        if (kind == AuditKind.CompanionAdmitted)
            await day.PressAsync(clinic.Visitor(), await day.LinkToAsync(marta));
        var form = await bruno.OpenAsync(CompanionDay.PageOf(appointment));
        var before = (await KindsAsync(appointment)).Count();

        var presses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => form.SubmitOnceAsync($"{button}: Marta Ruiz")));
        var later = await form.SubmitAsync($"{button}: Marta Ruiz");

        Assert.All(presses, press => Assert.Equal((HttpStatusCode.Redirect, later.Path), (press.StatusCode, press.Headers.Location?.ToString())));
        later.Is(HttpStatusCode.OK).Shows(words);
        Assert.Equal([kind], (await KindsAsync(appointment)).Skip(before));
    }

    [Fact]
    public async Task A_companion_who_is_called_off_is_told_of_the_hour_they_know_though_it_has_moved_at_once()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var marta = await day.NameAsync(await clinic.SignedInAsync(clinic.Bruno), appointment);
        await day.LinkToAsync(marta);
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));

        await clinic.MoveAsync(appointment, appointment.StartsAt.AddHours(1), Modality.InPerson);

        var mail = (await day.MailToAsync(marta))[^1];
        Assert.StartsWith("Ya no hace falta", mail.Subject);
        Assert.Contains("10:00", mail.TextBody);
        Assert.DoesNotContain("11:00", mail.TextBody);
    }

    [Fact]
    public async Task Name_address_and_mail_of_a_companion_go_seven_days_after_the_visit_and_not_before()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await day.InviteAsync(appointment);
        clinic.Clock.SetUtcNow(new(appointment.EndsAt.AddDays(7), TimeSpan.Zero));
        await clinic.InAsync<CompanionPruning>(job => job.RunAsync(default));
        Assert.Equal((1, 1), (await CompanionsAsync(), await MailAsync()));

        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        await clinic.InAsync<CompanionPruning>(job => job.RunAsync(default));

        Assert.Equal((0, 0), (await CompanionsAsync(), await MailAsync()));

        Task<int> CompanionsAsync() => CountAsync(db => db.Companions.CountAsync());
        Task<int> MailAsync() => CountAsync(db => db.OutgoingMail.CountAsync(m => m.Kind == MailKind.CompanionInvited));
    }

    [Fact]
    public async Task A_patient_sees_their_companions_among_their_data_and_erasing_takes_them_along()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5), patient: clinic.Carla);
        var carla = await clinic.SignedInAsync(clinic.Carla);
        var own = await day.NameAsync(carla, appointment, "Marta Ruiz");
        var invited = await day.NameAsync(await clinic.SignedInAsync(clinic.Bruno), appointment, "Ivo Marín");

        var kept = await (await carla.SendAsync(HttpMethod.Get, "/MyData?format=json")).Content.ReadAsStringAsync();
        Assert.Contains(own, kept);
        Assert.Contains("Ivo Mar", kept);
        Assert.DoesNotContain(invited, kept);
        var since = System.Text.Json.JsonDocument.Parse(kept).RootElement.GetProperty("companions").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("invitedAt").ToString());
        Assert.Equal("", since["Marta Ruiz"]);
        Assert.Equal(now, DateTime.Parse(since["Ivo Marín"], null, System.Globalization.DateTimeStyles.AdjustToUniversal));
        (await carla.OpenAsync("/MyData")).Shows("invitado, tiene su enlace · Desde");

        clinic.Clock.Advance(TimeSpan.FromHours(2));
        var stamp = await clinic.InAsync<ClinicDb, string?>(db => db.Users.Where(u => u.Id == clinic.Carla.Id).Select(u => u.ConcurrencyStamp).SingleAsync());
        Assert.Null(await clinic.InAsync<Erasure, ErasureRefusal?>(erasure => erasure.RunAsync(clinic.Carla.Id, stamp, Actor.System, default)));
        Assert.Empty(await day.OfAsync(appointment));
    }

    private async Task<List<MimeKit.MimeMessage>> ProposalsAsync(Appointment appointment)
        => [.. (await day.MailToAsync(clinic.Bruno.Email!)).Where(m => m.Subject!.StartsWith("Quieren venir acompañados", StringComparison.Ordinal)
            && m.Link().EndsWith($"/Appointments/{appointment.PublicId}", StringComparison.Ordinal))];

    private long Seconds(int minute) => new DateTimeOffset(now.AddMinutes(minute)).ToUnixTimeSeconds();

    private Task<int> CountAsync(Func<ClinicDb, Task<int>> count) => clinic.InAsync(count);

    private async Task<IEnumerable<AuditKind>> KindsAsync(Appointment appointment)
        => (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind.ToString().StartsWith("Companion", StringComparison.Ordinal)).Select(e => e.Kind);
}

public sealed class CompanionStories_on_Sqlite(SqliteWithServer clinic) : CompanionStories(clinic), IClassFixture<SqliteWithServer>;

[Trait("Needs", "PostgreSql")]
public sealed class CompanionStories_on_PostgreSql(PostgresWithServer clinic) : CompanionStories(clinic), IClassFixture<PostgresWithServer>;
