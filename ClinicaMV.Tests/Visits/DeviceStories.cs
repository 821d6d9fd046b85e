using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Visits;

/// <summary>What becomes of a device check: kept with the appointment as codes, seen by those who keep it, gone in time.</summary>
public abstract class DeviceStories(TestClinic clinic) : IAsyncLifetime
{
    private static readonly DeviceFindings Fine = new()
    {
        Browser = DeviceCode.Ok, Camera = DeviceCode.Ok, Microphone = DeviceCode.Ok, Speaker = DeviceCode.Ok, Connection = DeviceCode.Ok,
    };

    private readonly DateTime now = clinic.NewDay();

    public Task InitializeAsync() => clinic.InAsync<ClinicDb>(db => db.DeviceChecks.ExecuteDeleteAsync());

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_patient_checks_and_the_specialist_sees_it_and_it_is_on_record()
    {
        var appointment = await clinic.BookAsync(now.AddHours(2));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        (await bruno.OpenAsync($"/Appointments/{appointment.PublicId}")).Shows("Dispositivo del paciente: Sin comprobar");

        var checkPage = await (await ana.OpenAsync($"/Appointments/{appointment.PublicId}")).FollowAsync("Comprobar cámara");
        var seen = await checkPage.SubmitAsync("Input.Camera", Found(camera: "Denied"));

        seen.Is(HttpStatusCode.OK).IsAt($"/Visits/{appointment.PublicId}/DeviceCheck").Shows("Hay algo que arreglar").Shows("sin permiso");
        (await bruno.OpenAsync($"/Appointments/{appointment.PublicId}")).Shows("Con problemas: Cámara (sin permiso)");
        (await bruno.OpenAsync("/Today")).Shows("Con problemas: Cámara (sin permiso)");
        Assert.Contains(await clinic.RecordOfAsync(appointment), e => e is { Kind: AuditKind.DevicesChecked, Reason: "Trouble" } && e.ActorId == clinic.Ana.Id);

        (await (await ana.OpenAsync($"/Visits/{appointment.PublicId}/DeviceCheck")).SubmitAsync("Input.Camera", Found())).Shows("Todo funciona");
        (await bruno.OpenAsync("/Today")).Shows("Comprobado: funciona");
        var kept = Assert.Single(await ChecksAsync());
        Assert.Equal((clinic.Ana.Id, appointment.Id, true), (kept.PersonId, kept.AppointmentId!.Value, kept.IsFine));
    }

    [Fact]
    public async Task The_mail_leads_the_patient_to_the_check_and_the_specialist_not()
    {
        var appointment = await clinic.BookAsync(now.AddDays(3));
        var address = $"http://localhost/Visits/{appointment.PublicId}/DeviceCheck";

        var (toAna, toBruno) = (await clinic.MailToAsync(clinic.Ana), await clinic.MailToAsync(clinic.Bruno));

        Assert.Contains(address, toAna.TextBody);
        Assert.Contains(address, toAna.HtmlBody);
        Assert.DoesNotContain("DeviceCheck", toBruno.TextBody);
        Assert.DoesNotContain("DeviceCheck", toBruno.HtmlBody);
    }

    [Fact]
    public async Task The_reception_lists_whose_check_failed_or_is_missing_for_tomorrow()
    {
        var failed = await clinic.BookAsync(now.AddDays(1));
        var missing = await clinic.BookAsync(now.AddDays(1).AddHours(1), patient: clinic.Carla);
        await clinic.BookAsync(now.AddDays(1).AddHours(2), Modality.InPerson);
        await clinic.BookAsync(now.AddDays(2));
        await KeepAsync(failed, Fine with { Microphone = DeviceCode.Taken });

        Assert.Equal([failed.PublicId, missing.PublicId], await TroubledAsync());
        (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Admin/Devices")).Shows("Ana García Ruiz").Shows("Micrófono (ocupado por otro programa)").Shows("Sin comprobar");

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await KeepAsync(null, Fine);
        Assert.Equal([missing.PublicId], await TroubledAsync());
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await KeepAsync(failed, Fine with { Speaker = DeviceCode.NotHeard });
        Assert.Equal([failed.PublicId, missing.PublicId], await TroubledAsync());
    }

    [Fact]
    public async Task Where_tomorrow_has_no_video_visit_the_next_day_that_has_one_is_listed()
    {
        await clinic.BookAsync(now.AddDays(1), Modality.InPerson);
        await clinic.BookAsync(now.AddDays(3));
        await clinic.BookAsync(now.AddDays(4), patient: clinic.Carla);

        var list = await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Admin/Devices");

        list.Shows(clinic.Ana.FullName);
        Assert.DoesNotContain(clinic.Carla.FullName, list.Text);
    }

    [Fact]
    public async Task A_check_for_no_appointment_counts_for_a_week()
    {
        await KeepAsync(null, Fine);
        clinic.Clock.Advance(DeviceChecks.Lasts - TimeSpan.FromDays(1));
        var soon = await clinic.BookAsync(clinic.Now.AddDays(1));
        Assert.Empty(await TroubledAsync());

        clinic.Clock.Advance(TimeSpan.FromHours(25));
        var later = await clinic.BookAsync(clinic.Now.AddDays(1));
        Assert.Equal([later.PublicId], await TroubledAsync());
        Assert.NotEqual(soon.PublicId, later.PublicId);
    }

    [Theory]
    [InlineData("Input.Camera", "Silent")]
    [InlineData("Input.Camera", "99")]
    [InlineData("Input.Speaker", "Denied")]
    [InlineData("Input.Browser", "<script>")]
    public async Task What_no_check_can_have_found_is_refused(string field, string code)
    {
        var appointment = await clinic.BookAsync(now.AddHours(2));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        foreach (var address in new[] { "/DeviceCheck", $"/Visits/{appointment.PublicId}/DeviceCheck" })
            (await (await ana.OpenAsync(address)).SubmitAsync("Input.Camera", [.. Found().Where(f => f.Name != field), (field, code)])).Is(HttpStatusCode.BadRequest);

        Assert.Empty(await ChecksAsync());
    }

    [Fact]
    public async Task Nobody_checks_for_the_appointment_of_others_nor_for_one_that_needs_no_device()
    {
        var theirs = await clinic.BookAsync(now.AddHours(2));
        var inPerson = await clinic.BookAsync(now.AddDays(2), Modality.InPerson);
        var cancelled = await clinic.BookAsync(now.AddDays(3));
        await clinic.CancelAsync(cancelled);
        foreach (var stranger in new[] { clinic.Carla, clinic.Elena, clinic.Delia })
        {
            var visitor = await clinic.SignedInAsync(stranger);
            (await visitor.OpenAsync($"/Visits/{theirs.PublicId}/DeviceCheck")).Is(HttpStatusCode.NotFound);
            (await (await visitor.OpenAsync("/DeviceCheck")).SubmitElsewhereAsync("Input.Camera", $"/Visits/{theirs.PublicId}/DeviceCheck", Found())).Is(HttpStatusCode.NotFound);
        }

        var ana = await clinic.SignedInAsync(clinic.Ana);
        foreach (var other in new[] { inPerson, cancelled })
            (await ana.OpenAsync($"/Visits/{other.PublicId}/DeviceCheck")).Is(HttpStatusCode.OK).IsAt("/DeviceCheck");
        Assert.Empty(await ChecksAsync());
        Assert.Contains(await clinic.RecordOfAsync(theirs), e => e.Outcome == AuditOutcome.Denied && e.ActorId == clinic.Carla.Id);
    }

    [Fact]
    public async Task Checks_that_end_at_once_in_many_tabs_are_one_row()
    {
        var appointment = await clinic.BookAsync(now.AddHours(2));

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => KeepAsync(i % 2 == 0 ? appointment : null, Fine))));

        Assert.Equal(2, (await ChecksAsync()).Count);
    }

    [Fact]
    public async Task A_check_goes_with_the_technical_record_and_with_the_person()
    {
        await KeepAsync(null, Fine);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        using var file = await ana.Http.GetAsync("/MyData?format=json");
        Assert.Contains("\"microphone\": \"Ok\"", await file.Content.ReadAsStringAsync());

        clinic.Clock.Advance(TimeSpan.FromDays(90));
        await clinic.InAsync<DevicePruning>(job => job.RunAsync(default));
        Assert.Single(await ChecksAsync());
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.InAsync<DevicePruning>(job => job.RunAsync(default));
        Assert.Empty(await ChecksAsync());
    }

    [Fact]
    public async Task The_trial_of_the_connection_gives_so_many_bytes_and_no_more_and_slows_who_asks_too_often()
    {
        var elena = await clinic.SignedInAsync(clinic.Elena);
        foreach (var (asked, given) in new[] { ("0", 0), ("1000", 1000), ("999999999", ConnectionTrial.MostBytes), ("-5", 0), ("many", 0) })
        {
            using var answer = await elena.Http.GetAsync($"{ConnectionTrial.Address}?count={asked}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.Equal(given, (await answer.Content.ReadAsByteArrayAsync()).Length);
        }

        var slowed = 0;
        for (var i = 0; i < 2 * ConnectionTrialLimit.PerMinute; i++)
        {
            using var answer = await elena.SendAsync(HttpMethod.Get, $"{ConnectionTrial.Address}?count=0");
            slowed += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.InRange(slowed, 1, 2 * ConnectionTrialLimit.PerMinute);
        using var others = await (await clinic.SignedInAsync(clinic.Carla)).SendAsync(HttpMethod.Get, $"{ConnectionTrial.Address}?count=0");
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
    }

    private static (string Name, string Value)[] Found(string camera = "Ok")
        => [("Input.Browser", "Ok"), ("Input.Camera", camera), ("Input.Microphone", "Ok"), ("Input.Speaker", "Ok"), ("Input.Connection", "Ok")];

    private Task KeepAsync(Appointment? appointment, DeviceFindings findings)
        => clinic.InAsync<DeviceChecks>(checks => checks.KeepAsync(new(clinic.Ana.Id, Roles.Patient), appointment, findings, BrowserFamily.Chrome, default));

    private Task<List<DeviceCheck>> ChecksAsync() => clinic.InAsync<ClinicDb, List<DeviceCheck>>(db => db.DeviceChecks.AsNoTracking().ToListAsync());

    private async Task<List<string>> TroubledAsync()
    {
        var tomorrow = clinic.Now.Date.AddDays(1);
        return [.. (await clinic.InAsync<DeviceChecks, List<Appointment>>(checks => checks.TroubledAsync(tomorrow, tomorrow.AddDays(1), 0, 20, default))).Select(a => a.PublicId)];
    }
}

public sealed class DeviceStories_on_Sqlite(SqliteClinic clinic) : DeviceStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class DeviceStories_on_PostgreSql(PostgresClinic clinic) : DeviceStories(clinic), IClassFixture<PostgresClinic>;
