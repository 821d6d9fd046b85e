using System.Net;
using System.Text.Json;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Visits;

public abstract class WaitingStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Whoever_waits_reads_how_it_stands_with_the_specialist_on_the_page_and_from_its_script()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        var waiting = await ana.EnterAsync(appointment);
        waiting.Shows("Está en la sala de espera").Shows("Bruno Herrera todavía no ha llegado. Su cita es a las 10:05 (hora peninsular).").Shows("5 min").Shows("Mientras tanto");

        var late = await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Late");
        await late.SubmitAsync("Input.Minutes", ("Input.Minutes", "10"));
        await BothSayAsync("Bruno Herrera lleva unos 10 minutos de retraso. Le atenderá hacia las 10:15 (hora peninsular).");

        clinic.Clock.Advance(TimeSpan.FromMinutes(16));
        await BothSayAsync("Bruno Herrera se está retrasando");

        // A second time it is counted from now.
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Late")).SubmitAsync("Input.Minutes", ("Input.Minutes", "10"));
        await BothSayAsync("unos 21 minutos de retraso. Le atenderá hacia las 10:26");

        await AdmitAsync(bruno, clinic.Ana);
        Assert.False((await StatusAsync(ana, appointment)).GetProperty("mustWait").GetBoolean());
        Assert.True((await ana.OpenAsync(RoomOf(appointment))).Has("#visit-room"));

        async Task BothSayAsync(string words)
        {
            (await ana.OpenAsync(RoomOf(appointment))).Shows(words);
            Assert.Contains(words, (await StatusAsync(ana, appointment)).GetProperty("words").GetString());
        }
    }

    [Fact]
    public async Task Today_shows_who_waits_since_when_and_who_has_gone_quiet()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        (await bruno.OpenAsync("/Today")).Shows("Nadie espera en este momento");
        await ana.EnterAsync(appointment);

        using var there = await bruno.SendAsync(HttpMethod.Get, "/Today?handler=Waiting");
        var list = await there.Content.ReadAsStringAsync();
        Assert.Contains("espera desde las 10:00", list);
        Assert.DoesNotContain("<html", list);
        Assert.Equal(HttpStatusCode.NotModified, (await ListAsync(bruno, there.Headers.ETag!.Tag)).StatusCode);

        clinic.Clock.Advance(TimeSpan.FromSeconds(70));
        Assert.Contains("Sin señal desde las 10:00", await (await ListAsync(bruno, there.Headers.ETag!.Tag)).Content.ReadAsStringAsync());
        // The phone wakes up, and she presses Enter once more: she has been there since ten all the same.
        await ana.EnterAsync(appointment);
        Assert.Equal(HttpStatusCode.NotModified, (await ListAsync(bruno, there.Headers.ETag!.Tag)).StatusCode);

        (await AdmitAsync(bruno, clinic.Ana)).IsAt(RoomOf(appointment));
        (await bruno.OpenAsync("/Today")).Shows("Nadie espera en este momento");
    }

    [Fact]
    public async Task Today_shows_with_which_devices_a_patient_waits_as_soon_as_they_are_checked()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(appointment);
        using var before = await bruno.SendAsync(HttpMethod.Get, "/Today?handler=Waiting");
        Assert.Contains("Sin comprobar", await before.Content.ReadAsStringAsync());

        var troubled = new DeviceFindings { Browser = DeviceCode.Ok, Camera = DeviceCode.Denied, Microphone = DeviceCode.Ok, Speaker = DeviceCode.Ok, Connection = DeviceCode.Ok };
        await clinic.InAsync<DeviceChecks>(checks => checks.KeepAsync(new(clinic.Ana.Id, Roles.Patient), appointment, troubled, BrowserFamily.Chrome, default));

        using var after = await ListAsync(bruno, before.Headers.ETag!.Tag);
        Assert.Contains("Con problemas: Cámara (sin permiso)", WebUtility.HtmlDecode(await after.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.NotModified, (await ListAsync(bruno, after.Headers.ETag!.Tag)).StatusCode);
        Assert.Contains("Con problemas: Cámara (sin permiso)", (await bruno.OpenAsync("/Today")).Document.QuerySelector("#waiting-list")!.TextContent);
    }

    [Fact]
    public async Task Running_late_is_told_to_all_who_wait_and_to_nobody_else()
    {
        var first = await clinic.BookAsync(now, minutes: 10);
        var second = await clinic.BookAsync(now.AddMinutes(10), patient: clinic.Carla);
        var later = await clinic.BookAsync(now.AddHours(1));
        var elenas = await clinic.BookAsync(now.AddMinutes(10), patient: clinic.Ana, specialist: clinic.Elena);
        await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(first);
        await (await clinic.SignedInAsync(clinic.Carla)).EnterAsync(second);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        (await (await bruno.OpenAsync("/Today")).SubmitAsync("minutes", ("minutes", "5"))).IsAt("/Today").Shows("Avisado").Shows("Sabe que usted llegará hacia las 10:15");

        Assert.Equal(now.AddMinutes(5), (await clinic.ReadAsync(first)).Visit.SpecialistExpectedAt);
        Assert.Equal(now.AddMinutes(15), (await clinic.ReadAsync(second)).Visit.SpecialistExpectedAt);
        Assert.All(new[] { later, elenas }, a => Assert.Null(clinic.ReadAsync(a).Result.Visit.SpecialistExpectedAt));
        var told = (await clinic.DeliverAsync()).Where(m => m.Subject!.Contains(" 5 ")).Select(m => m.To.Mailboxes.Single().Address);
        Assert.Equal([clinic.Ana.Email, clinic.Carla.Email], told.Order());
        (await (await bruno.OpenAsync("/Today")).SubmitAsync("minutes", ("minutes", "7"))).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nobody_is_told_to_wait_for_what_is_over_by_then_and_the_specialist_reads_what_to_do()
    {
        var (brief, long_) = (await clinic.BookAsync(now, minutes: 10), await clinic.BookAsync(now.AddMinutes(10), patient: clinic.Carla));
        await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(brief);
        await (await clinic.SignedInAsync(clinic.Carla)).EnterAsync(long_);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await bruno.OpenAsync($"/Visits/{brief.PublicId}/Late");
        Assert.Equal(["5"], form.Shows("Cambiar la hora").Document.QuerySelectorAll("#Input_Minutes option").Select(o => o.GetAttribute("value")));
        foreach (var minutes in new[] { "10", "45" })
            (await form.SubmitAsync("Input.Minutes", ("Input.Minutes", minutes))).Is(HttpStatusCode.BadRequest).Shows("No queda tiempo para tanto retraso");

        (await (await bruno.OpenAsync("/Today")).SubmitAsync("minutes", ("minutes", "10"))).IsAt("/Today").Shows("Avisado").Shows("No se ha avisado a todos");

        Assert.Equal((null, now.AddMinutes(20)), ((await clinic.ReadAsync(brief)).Visit.SpecialistExpectedAt, (await clinic.ReadAsync(long_)).Visit.SpecialistExpectedAt));
        clinic.Clock.Advance(TimeSpan.FromMinutes(6));
        var page = await bruno.OpenAsync($"/Visits/{brief.PublicId}/Late");
        Assert.False(page.Shows("No queda tiempo para tanto retraso").Has("#Input_Minutes"));
    }

    [Fact]
    public async Task Running_late_with_nobody_there_is_said_to_have_told_nobody()
        => (await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Today")).SubmitAsync("minutes")).IsAt("/Today").Shows("No se ha avisado a nadie");

    [Fact]
    public async Task Whoever_waits_for_an_appointment_after_midnight_is_on_todays_list()
    {
        clinic.Clock.SetUtcNow(new(now.Date.AddHours(22.9), TimeSpan.Zero));
        var appointment = await clinic.BookAsync(now.Date.AddHours(23));
        await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(appointment);

        (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Today")).Shows("Ana García Ruiz");
    }

    [Fact]
    public async Task A_visit_that_runs_past_midnight_stays_on_todays_list()
    {
        var midnight = now.Date.AddHours(23);
        var appointment = await clinic.BookAsync(midnight.AddMinutes(-25));
        clinic.Clock.SetUtcNow(new(midnight.AddMinutes(3), TimeSpan.Zero));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        Assert.True((await bruno.OpenAsync("/Today")).Has($"#day a[href='/Appointments/{appointment.PublicId}']"));
        clinic.Clock.SetUtcNow(new(appointment.EndsAt, TimeSpan.Zero));
        Assert.False((await bruno.OpenAsync("/Today")).Has($"#day a[href='/Appointments/{appointment.PublicId}']"));
    }

    [Fact]
    public async Task Another_hour_is_another_wait()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await ana.EnterAsync(appointment);
        await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Visits/{appointment.PublicId}/Late")).SubmitAsync("Input.Minutes");

        await clinic.MoveAsync(appointment, now.AddMinutes(65));

        var visit = (await clinic.ReadAsync(appointment)).Visit;
        Assert.Equal((null, null, null), (visit.PatientEnteredAt, visit.PatientSeenAt, visit.SpecialistExpectedAt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_that_ends_in_two_tabs_at_once_is_counted_once(bool bothWrite)
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(appointment);
        await clinic.InAsync<ClinicDb>(db => db.Appointments.Where(a => a.Id == appointment.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Visit.SpecialistEnteredAt, now)));
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        using var waits = new Measured("clinicamv.patients.waited", clinic.Services);
        await using var one = clinic.Services.CreateAsyncScope();
        await using var other = clinic.Services.CreateAsyncScope();
        var (first, second) = (await ReadAsync(one), await ReadAsync(other));

        await OpenAsync(one, first);
        await OpenAsync(other, second);

        Assert.Equal([120], waits.Values);

        // What a tab has read to be changed, it opens whatever another one has done since; else it finds the room opened.
        Task<Appointment> ReadAsync(AsyncServiceScope tab)
        {
            var appointments = tab.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople();
            return (bothWrite ? appointments : appointments.AsNoTracking()).SingleAsync(a => a.Id == appointment.Id);
        }

        Task OpenAsync(AsyncServiceScope tab, Appointment read) => tab.ServiceProvider.GetRequiredService<VisitDoor>().OpenRoomAsync(read, new(clinic.Bruno.Id, Roles.Specialist), default);
    }

    private static async Task<Page> AdmitAsync(Visitor specialist, ClinicUser patient)
        => await (await specialist.OpenAsync("/Today")).SubmitAsync($"Hacer pasar: {patient.FullName}");

    private static async Task<HttpResponseMessage> ListAsync(Visitor specialist, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Today?handler=Waiting");
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await specialist.Http.SendAsync(request);
    }

    private static async Task<JsonElement> StatusAsync(Visitor visitor, Appointment appointment)
        => JsonDocument.Parse(await (await visitor.AskStatusAsync(appointment.PublicId)).Content.ReadAsStringAsync()).RootElement;

    private static string RoomOf(Appointment appointment) => $"/Visits/{appointment.PublicId}/Room";
}

public sealed class WaitingStories_on_Sqlite(SqliteClinic clinic) : WaitingStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class WaitingStories_on_PostgreSql(PostgresClinic clinic) : WaitingStories(clinic), IClassFixture<PostgresClinic>;
