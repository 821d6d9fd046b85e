using System.Net;
using System.Text.Json;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.People;

/// <summary>What is kept about a person is theirs: to see, to take along, to have erased.</summary>
public abstract class OwnDataStories(TestClinic clinic)
{
    [Fact]
    public async Task A_patient_sees_and_takes_along_what_is_kept_about_them_and_nothing_about_others()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await clinic.BookAsync(clinic.Now.AddHours(2), patient: clinic.Carla);
        await clinic.DeliverAsync();
        var looks = await LooksAsync();
        await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}");
        var ana = await clinic.SignedInAsync(clinic.Ana);

        var page = await ana.OpenAsync("/MyData");
        page.Is(HttpStatusCode.OK).Shows(clinic.Ana.FullName).Shows(clinic.Ana.Email!).Shows("Bruno Herrera").Shows("Acceso a una cita (Permitido) · Especialista");

        var html = await (await ana.SendAsync(HttpMethod.Get, "/MyData?format=html")).Content.ReadAsStringAsync();
        var file = await ana.SendAsync(HttpMethod.Get, "/MyData?format=json");
        var json = await file.Content.ReadAsStringAsync();
        var data = JsonDocument.Parse(json).RootElement;
        Assert.Equal(clinic.Ana.Email, data.GetProperty("account").GetProperty("email").GetString());
        Assert.Equal(appointment.PublicId, Assert.Single(data.GetProperty("appointments").EnumerateArray()).GetProperty("id").GetString());
        Assert.NotEmpty(data.GetProperty("mail").EnumerateArray());
        Assert.Contains(data.GetProperty("accesses").EnumerateArray(), e => e.GetProperty("what").GetString() == "AppointmentOpened" && e.GetProperty("role").GetString() == "Specialist" && e.GetProperty("who").ValueKind == JsonValueKind.Null && e.GetProperty("ipAddress").ValueKind == JsonValueKind.Null);
        Assert.Contains(data.GetProperty("accesses").EnumerateArray(), e => e.GetProperty("isMine").GetBoolean() && e.GetProperty("what").GetString() == "SignIn" && e.GetProperty("ipAddress").ValueKind == JsonValueKind.String);
        foreach (var text in new[] { html, json, page.Text })
        {
            foreach (var secret in new[] { clinic.Carla.FullName, clinic.Carla.Id, clinic.Carla.Email! })
                Assert.DoesNotContain(secret, text);
        }

        Assert.Equal(looks + 3, await LooksAsync());

        Task<int> LooksAsync() => clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync(e => e.ActorId == clinic.Ana.Id && e.Kind == AuditKind.OwnDataRead));
    }

    [Fact]
    public async Task A_list_that_is_cut_says_of_how_many_and_every_word_is_the_readers()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var start = clinic.NewDay().AddDays(1);
        for (var i = 0; i < 11; i++)
            await clinic.BookAsync(start.AddHours(i), patient: person);
        clinic.Clock.Advance(TimeSpan.FromDays(3));
        var visitor = clinic.Visitor();
        visitor.Http.DefaultRequestHeaders.Add("User-Agent", "Konqueror");
        await visitor.SignInAsync(person.Email!, TestClinic.Password);
        await visitor.OpenAsync("/MyData");

        var page = (await visitor.OpenAsync("/MyData")).Shows("Cambiar el correo").Shows("· Otro navegador");
        var appointments = page.Document.QuerySelectorAll("section").Single(s => s.QuerySelector("h2")!.TextContent == "Sus citas").TextContent;
        Assert.Contains("Se muestran 10 de 11; todo está en la descarga.", appointments);
        Assert.Contains("Pasada", appointments);
        Assert.DoesNotContain("Pendiente", appointments);
        Assert.DoesNotContain("Se muestran", (await visitor.OpenAsync("/MyData?format=html")).Text);
    }

    [Fact]
    public async Task Devices_passkeys_and_what_was_asked_for_at_the_sign_in_are_told_without_their_secrets_and_erased()
    {
        clinic.NewDay();
        var person = await clinic.AddAsync(Roles.Patient);
        var visitor = clinic.Visitor();
        visitor.Http.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (iPhone) Version/18 Safari/604.1");
        await (await visitor.OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", person.Email!));
        await clinic.DeliverAsync();
        await visitor.SignInAsync(person.Email!, TestClinic.Password);
        var app = await Authenticator.SetUpAsync(visitor, clinic.Now);
        await clinic.InAsync<ClinicDb>(db => AddPasskeyAsync(db, person));

        (await visitor.OpenAsync("/MyData")).Shows("Safari, iPhone").Shows("mi llave").Shows("Códigos de recuperación: 10").Shows("Contraseña nueva pedida");
        var json = await (await visitor.SendAsync(HttpMethod.Get, "/MyData?format=json")).Content.ReadAsStringAsync();
        var signIns = JsonDocument.Parse(json).RootElement.GetProperty("signIns");
        Assert.Equal((true, 10, "mi llave"), (signIns.GetProperty("hasAuthenticator").GetBoolean(), signIns.GetProperty("recoveryCodes").GetInt32(), signIns.GetProperty("passkeys")[0].GetProperty("name").GetString()));
        Assert.Contains(signIns.GetProperty("sessions").EnumerateArray(), s => s.GetProperty("device").GetString() == "Safari, iPhone");
        Assert.Equal("PasswordReset", signIns.GetProperty("asked")[0].GetProperty("kind").GetString());
        foreach (var secret in app.RecoveryCodes.Append("keyHash").Append("stamp"))
            Assert.DoesNotContain(secret, json, StringComparison.OrdinalIgnoreCase);

        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await (await delia.OpenAsync($"/Admin/Users/{person.Id}/Erase")).SubmitAsync("Suprimir para siempre")).Is(HttpStatusCode.OK);
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(async db => await db.Sessions.CountAsync(s => s.PersonId == person.Id) + await db.UserPasskeys.CountAsync(k => k.UserId == person.Id)
            + await db.RecoveryCodes.CountAsync(c => c.PersonId == person.Id) + await db.AccountRequests.CountAsync(r => r.PersonId == person.Id) + await db.Users.CountAsync(u => u.Id == person.Id && (u.AuthenticatorKey != null || u.NewEmail != null))));
        (await visitor.OpenAsync("/MyData")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task What_the_video_server_told_of_them_and_what_they_said_of_it_are_theirs_too()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var (from, to) = (clinic.Now.AddMinutes(5), clinic.Now.AddMinutes(39));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var visited = await db.Appointments.SingleAsync(a => a.Id == appointment.Id);
            visited.Visit.Rate(4);
            var room = visited.Visit.RoomRef;
            db.AddRange(RoomReport.Of(room, new(ParticipantRole.Patient, "a", from, to), to), RoomReport.Of(room, new(ParticipantRole.Specialist, "b", from, from), to));
            await db.SaveRoomAsync(visited, default);
        });

        var (anas, brunos) = (await AppointmentOfAsync(clinic.Ana), await AppointmentOfAsync(clinic.Bruno));

        var stay = Assert.Single(anas.GetProperty("stays").EnumerateArray());
        Assert.Equal((from, to, 4), (stay.GetProperty("from").GetDateTime(), stay.GetProperty("to").GetDateTime(), anas.GetProperty("rating").GetInt32()));
        Assert.Equal((from, JsonValueKind.Null), (Assert.Single(brunos.GetProperty("stays").EnumerateArray()).GetProperty("to").GetDateTime(), brunos.GetProperty("rating").ValueKind));

        (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/MyData")).Shows("¿Qué tal se han visto y oído? Bien").Shows("Entró:");

        async Task<JsonElement> AppointmentOfAsync(ClinicUser person)
        {
            var file = await (await clinic.SignedInAsync(person)).SendAsync(HttpMethod.Get, "/MyData?format=json");
            return JsonDocument.Parse(await file.Content.ReadAsStringAsync()).RootElement.GetProperty("appointments").EnumerateArray().First(a => a.GetProperty("id").GetString() == appointment.PublicId);
        }
    }

    [Fact]
    public async Task Who_looked_is_named_where_the_clinic_decides_so()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        // A patient to whom somebody has sent the link on: who else is a patient is told to none.
        await (await clinic.SignedInAsync(clinic.Carla)).OpenAsync($"/Visits/{appointment.PublicId}/Join");
        await (await clinic.SignedInAsync(clinic.Elena)).OpenAsync($"/Appointments/{appointment.PublicId}");
        var (ana, options) = (await clinic.SignedInAsync(clinic.Ana), clinic.Services.GetRequiredService<IOptions<ClinicOptions>>().Value);
        (await ana.OpenAsync("/MyData")).Shows("(Denegado) · Especialista");
        Assert.DoesNotContain(clinic.Elena.FullName, await FileAsync());

        options.ShowAccessNames = true;
        try
        {
            Assert.Contains(clinic.Elena.FullName, await FileAsync());
            Assert.DoesNotContain(clinic.Carla.FullName, await FileAsync());
            (await ana.OpenAsync("/MyData")).Shows($"(Denegado) · {clinic.Elena.FullName}");
        }
        finally
        {
            options.ShowAccessNames = false;
        }

        async Task<string> FileAsync() => await (await ana.SendAsync(HttpMethod.Get, "/MyData?format=json")).Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task Why_a_specialist_cancels_is_not_told_to_the_patient_and_why_a_patient_does_is_told_to_them()
    {
        var now = clinic.NewDay();
        foreach (var (by, reason, told) in new[] { (clinic.Bruno, ChangeReason.Illness, (string?)null), (clinic.Ana, ChangeReason.WorkOrTravel, "WorkOrTravel") })
        {
            var appointment = await clinic.BookAsync(now.AddDays(3));
            await clinic.InAsync<IServiceProvider, DiaryAnswer>(async services => await services.GetRequiredService<Diary>().CancelAsync(
                (await services.GetRequiredService<ClinicDb>().AppointmentForAsync(by.Id, appointment.PublicId, false, true, default))!, appointment.Version, reason,
                new(by.Id, by == clinic.Ana ? Roles.Patient : Roles.Specialist), default));

            var json = JsonDocument.Parse(await (await (await clinic.SignedInAsync(clinic.Ana)).SendAsync(HttpMethod.Get, "/MyData?format=json")).Content.ReadAsStringAsync()).RootElement;

            var line = Assert.Single(json.GetProperty("accesses").EnumerateArray(), e => e.GetProperty("what").GetString() == "AppointmentCancelled" && e.GetProperty("appointment").GetString() == appointment.PublicId);
            Assert.Equal(told, line.GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task A_specialist_does_not_take_patients_names_along()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddHours(5));
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00");
        var day = DateOnly.FromDateTime(clinic.Now);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var person = await db.Specialists.Include(s => s.Hours).Include(s => s.Absences).SingleAsync(s => s.Id == clinic.Bruno.Id);
            person.Speciality = "Dietista-nutricionista";
            person.WorkExtra(WorkingHours.Extra(day.AddDays(40), new(new(9, 0), new(11, 30))));
            person.BeAway(new() { From = day.AddDays(50), To = day.AddDays(57) });
            await db.SaveChangesAsync();
        });
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        // Too early.
        await (await bruno.OpenAsync("/Preferences")).SubmitElsewhereAsync("language", $"/Visits/{appointment.PublicId}/Join");

        var json = await (await bruno.SendAsync(HttpMethod.Get, "/MyData?format=json")).Content.ReadAsStringAsync();

        Assert.DoesNotContain(clinic.Ana.FullName, json);
        var work = JsonDocument.Parse(json).RootElement.GetProperty("work");
        Assert.Equal("Dietista-nutricionista", work.GetProperty("speciality").GetString());
        Assert.Contains(work.GetProperty("hours").EnumerateArray(), h => h.GetProperty("day").GetString() == "Monday" && h.GetProperty("from").GetString() == "09:00:00" && h.GetProperty("date").ValueKind == JsonValueKind.Null);
        Assert.Contains(work.GetProperty("hours").EnumerateArray(), h => h.GetProperty("date").GetString() == $"{day.AddDays(40):yyyy-MM-dd}");
        Assert.Equal($"{day.AddDays(57):yyyy-MM-dd}", Assert.Single(work.GetProperty("absences").EnumerateArray()).GetProperty("to").GetString());
        Assert.Contains(JsonDocument.Parse(json).RootElement.GetProperty("accesses").EnumerateArray(), e => e.GetProperty("what").GetString() == "VisitEntry" && e.GetProperty("reason").GetString() == "TooEarly");
        (await bruno.OpenAsync("/MyData")).Shows("Lunes, 9:00-14:00").Shows("Antes de hora");
        Assert.DoesNotContain("Pedir la supresión", (await bruno.OpenAsync("/MyData")).Text);
    }

    [Fact]
    public async Task Who_asks_is_erased_and_the_record_stays_green()
    {
        var now = clinic.NewDay();
        await clinic.ForgetRecordAsync();
        var name = "Paz Olvidada Núñez";
        var paz = await clinic.AddAsync(Roles.Patient, name);
        var coming = await clinic.BookAsync(now.AddDays(3), patient: paz);
        await clinic.DeliverAsync();
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await clinic.AddLineAsync(AuditKind.SignIn);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            (await db.Users.SingleAsync(u => u.Id == paz.Id)).AskErasure(now);
            db.AuditEvents.Add(new() { At = now, Kind = AuditKind.VisitEntry, Class = AuditClass.Access, Outcome = AuditOutcome.Allowed, ActorId = paz.Id, ActorRole = Roles.Patient, IpAddress = "203.0.113.9", AgentFamily = "Firefox" });
            await db.SaveChangesAsync();
        });

        var waiting = await (await delia.OpenAsync("/Admin/Status")).FollowAsync("Personas que han pedido la supresión de sus datos y esperan respuesta, para la que hay un mes: 1");
        waiting.IsAt("/Admin/Users").Shows(name).Shows("Pide la supresión de sus datos desde el");
        (await waiting.FollowAsync(name)).Shows("pidió la supresión de sus datos. La ley da un mes");
        var refused = await delia.OpenAsync($"/Admin/Users/{paz.Id}/Erase");
        refused.Shows("Tiene citas por venir");
        Assert.False(refused.Has("form button.btn-outline-danger"));
        await clinic.CancelAsync(coming);
        await clinic.DeliverAsync();
        // The server did not answer when the specialist was told: that is still to be done.
        await clinic.InAsync<ClinicDb>(db => db.OutgoingMail.Where(m => m.RecipientId == clinic.Bruno.Id && m.Kind == MailKind.AppointmentCancelled && m.Appointment!.PatientId == paz.Id)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, MailState.Uncertain)));

        var plan = await delia.OpenAsync($"/Admin/Users/{paz.Id}/Erase");
        plan.Shows("Citas, bajo el seudónimo: 1").Shows("Direcciones IP y navegadores borrados del registro: 1");
        Assert.Equal(name, (await PersonAsync(paz)).FullName);
        (await plan.SubmitAsync("Suprimir para siempre", ("Stamp", "old"))).Is(HttpStatusCode.BadRequest).Shows("mientras tanto");
        (await plan.SubmitAsync("Suprimir para siempre")).Is(HttpStatusCode.OK).Shows("Datos suprimidos");
        Assert.DoesNotContain("esperan respuesta", (await delia.OpenAsync("/Admin/Status")).Text);

        var gone = await PersonAsync(paz);
        Assert.Equal((null, null, true), (gone.PasswordHash, gone.PhoneNumber, gone.IsDisabled));
        Assert.DoesNotContain("Paz", gone.FullName + gone.Email + gone.UserName + gone.NormalizedEmail);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var kept = await db.OutgoingMail.SingleAsync(m => (m.RecipientId == paz.Id || m.Appointment!.PatientId == paz.Id) && m.Message != null);
            Assert.Equal((clinic.Bruno.Id, MailState.Uncertain), (kept.RecipientId, kept.State));
            Assert.Equal(0, await db.OutgoingMail.CountAsync(m => m.RecipientId == paz.Id && (m.State == MailState.Pending || m.State == MailState.Uncertain)));
            Assert.Equal(0, await db.AuditEvents.CountAsync(e => e.ActorId == paz.Id && e.IpAddress != null));
            Assert.Equal(1, await db.AuditEvents.CountAsync(e => e.SubjectId == paz.Id && e.Kind == AuditKind.PersonErased));
        });
        Assert.Null((await clinic.VerifyAsync()).Fault);
        (await plan.SubmitAsync("Suprimir para siempre", ("Stamp", gone.ConcurrencyStamp!))).Is(HttpStatusCode.BadRequest).Shows("Ya está suprimido");
    }

    [Fact]
    public async Task Staff_are_not_erased_and_a_wish_can_be_taken_back()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await delia.OpenAsync($"/Admin/Users/{clinic.Elena.Id}/Erase")).Shows("Solo se suprimen pacientes");

        var carla = await clinic.SignedInAsync(clinic.Carla);
        var asked = await (await carla.OpenAsync("/MyData")).SubmitAsync("Pedir la supresión");
        Assert.NotNull((await PersonAsync(clinic.Carla)).ErasureAskedAt);
        Assert.Contains("La clínica le responderá", FirstWords(asked));
        Assert.Contains("Ha retirado la petición", FirstWords(await asked.SubmitAsync("Retirar la petición")));
        Assert.Null((await PersonAsync(clinic.Carla)).ErasureAskedAt);

        // On a phone the page is long: what has been done stands above everything else.
        static string? FirstWords(Infrastructure.Page page) => page.Document.QuerySelector("main > [role=status]:first-child")?.TextContent;
    }

    [Fact]
    public async Task Their_mail_stands_by_its_time_and_no_date_has_seconds()
    {
        var first = clinic.NewDay();
        await clinic.BookAsync(first.AddDays(3), patient: clinic.Carla);
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.BookAsync(first.AddDays(2), patient: clinic.Carla);
        await clinic.DeliverAsync();
        var carla = await clinic.SignedInAsync(clinic.Carla);

        var page = await carla.OpenAsync("/MyData");
        var json = await (await carla.SendAsync(HttpMethod.Get, "/MyData?format=json")).Content.ReadAsStringAsync();
        var times = JsonDocument.Parse(json).RootElement.GetProperty("mail").EnumerateArray()
            .Select(m => m.GetProperty("sentAt") is { ValueKind: JsonValueKind.String } sent ? sent.GetDateTime() : m.GetProperty("dueAt").GetDateTime()).ToList();

        Assert.Contains(times, at => at > clinic.Now);
        Assert.Contains(times, at => at <= clinic.Now);
        Assert.Equal(times.OrderDescending(), times);
        Assert.DoesNotMatch(@"\d:\d\d:\d\d", page.Text);
        Assert.DoesNotContain("última vez", page.Text);
    }

    [Fact]
    public async Task What_somebody_sets_while_they_are_erased_does_not_stay_and_nobody_books_them_then()
    {
        clinic.NewDay();
        var person = await clinic.AddAsync(Roles.Patient);
        await using var erases = clinic.Services.CreateAsyncScope();
        await using var books = clinic.Services.CreateAsyncScope();
        var read = await erases.ServiceProvider.GetRequiredService<ClinicDb>().Users.SingleAsync(u => u.Id == person.Id);
        await books.ServiceProvider.GetRequiredService<ClinicDb>().Patients.Include(p => p.Account).SingleAsync(p => p.Id == person.Id);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var they = await db.Users.SingleAsync(u => u.Id == person.Id);
            they.AskForAddress("other@example.test");
            they.OpenCalendar("secret");
            await db.SaveChangesAsync();
        });

        Assert.Null(await erases.ServiceProvider.GetRequiredService<Erasure>().RunAsync(person.Id, read.ConcurrencyStamp, Actor.System, default));
        var booked = await books.ServiceProvider.GetRequiredService<Diary>().BookAsync(person.Id, clinic.Bruno.Id, new(clinic.Now.AddDays(1), TimeSpan.FromMinutes(30), Modality.Video), Actor.System, default);

        var erased = await PersonAsync(person);
        Assert.Equal((null, null), (erased.NewEmail, erased.CalendarSecretHash));
        Assert.Equal(DiaryRefusal.PatientDisabled, booked.Refusal);
        Assert.False(await clinic.InAsync<ClinicDb, bool>(db => db.Appointments.AnyAsync(a => a.PatientId == person.Id)));
    }

    [Fact]
    public async Task A_wish_taken_back_while_the_page_is_open_is_taken_back_and_who_is_erased_gets_no_name_again_and_leaves_no_address()
    {
        clinic.NewDay();
        var person = await clinic.AddAsync(Roles.Patient);
        await WishAsync(p => p.AskErasure(clinic.Now));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var page = await delia.OpenAsync($"/Admin/Users/{person.Id}/Erase");
        var form = await delia.OpenAsync($"/Admin/Users/{person.Id}");
        await WishAsync(p => p.WithdrawErasure());
        await page.SubmitAsync("Suprimir para siempre");
        Assert.Null((await PersonAsync(person)).ErasedAt);

        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", person.Email!));
        await clinic.DeliverAsync();
        var sent = await clinic.InAsync<ClinicDb, long>(db => db.OutgoingMail.Where(m => m.RecipientId == person.Id).Select(m => m.Id).SingleAsync());
        // On its way to the server while they are erased.
        await SetAsync(MailState.Sending);
        Assert.Null(await clinic.InAsync<Erasure, ErasureRefusal?>(async erasure => await erasure.RunAsync(person.Id, (await PersonAsync(person)).ConcurrencyStamp, Actor.System, default)));
        await SetAsync(MailState.Sent);
        await clinic.InAsync<MailPruning>(job => job.RunAsync(default));

        await form.SubmitAsync("Input.FullName", ("Input.FullName", "Paula Sanz"));
        Assert.DoesNotContain("Paula", (await PersonAsync(person)).FullName);
        Assert.Equal(PersonRefusal.Disabled, await clinic.InAsync<PeopleKeeper, PersonRefusal?>(async keeper =>
            await keeper.ChangeAsync(person.Id, (await PersonAsync(person)).ConcurrencyStamp, new("Paula Sanz", "paula@example.test", "", "es", ""), Actor.System, default)));
        Assert.Null(await clinic.InAsync<ClinicDb, byte[]?>(db => db.OutgoingMail.Where(m => m.Id == sent).Select(m => m.Message).SingleAsync()));
        Assert.Empty(await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => (e.ActorId == person.Id || e.SubjectId == person.Id) && e.ActorId != clinic.Delia.Id && e.IpAddress != null).ToListAsync()));

        Task WishAsync(Action<ClinicUser> wish) => clinic.InAsync<ClinicDb>(async db =>
        {
            wish(await db.Users.SingleAsync(u => u.Id == person.Id));
            await db.SaveChangesAsync();
        });

        Task SetAsync(MailState state) => clinic.InAsync<ClinicDb>(db => db.OutgoingMail.Where(m => m.Id == sent).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, state)));
    }

    [Fact]
    public async Task Nobody_is_erased_while_the_door_of_their_visit_is_open()
    {
        clinic.NewDay();
        var person = await clinic.AddAsync(Roles.Patient);
        var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5), patient: person);
        var stamp = (await PersonAsync(person)).ConcurrencyStamp;
        clinic.Clock.SetUtcNow(new(appointment.EndsAt.AddMinutes(10), TimeSpan.Zero));
        // By the clinic's clock, an hour later in winter.
        (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Admin/Users/{person.Id}/Erase")).Shows($"a partir del {TimeZoneInfo.ConvertTimeBySystemTimeZoneId(appointment.EndsAt.AddMinutes(15), "Europe/Madrid"):dd/MM/yyyy HH:mm}");
        foreach (var (after, refusal) in new[] { (14, ErasureRefusal.DoorOpen), (15, default(ErasureRefusal?)) })
        {
            clinic.Clock.SetUtcNow(new(appointment.EndsAt.AddMinutes(after), TimeSpan.Zero));
            Assert.Equal(refusal, await clinic.InAsync<Erasure, ErasureRefusal?>(erasure => erasure.RunAsync(person.Id, stamp, Actor.System, default)));
        }
    }

    private static Task AddPasskeyAsync(ClinicDb db, ClinicUser person)
    {
        db.UserPasskeys.Add(new() { UserId = person.Id, CredentialId = [1, 2, 3], Data = new() { PublicKey = [4], Name = "mi llave", AttestationObject = [5], ClientDataJson = [6] } });
        return db.SaveChangesAsync();
    }

    private Task<ClinicUser> PersonAsync(ClinicUser person) => clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == person.Id));
}

public sealed class OwnDataStories_on_Sqlite(SqliteClinic clinic) : OwnDataStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class OwnDataStories_on_PostgreSql(PostgresClinic clinic) : OwnDataStories(clinic), IClassFixture<PostgresClinic>;
