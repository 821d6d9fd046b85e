using System.Net;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Hangfire;
using Hangfire.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Settings;

/// <summary>What the page refuses, what it puts on record, and what happens to two who save at the same time.</summary>
public abstract class SettingsFormStories(TestClinic clinic) : IAsyncLifetime
{
    private Visitor delia = null!;
    private Page form = null!;

    public async Task InitializeAsync()
    {
        await clinic.InAsync<ClinicDb>(db => db.Settings.ExecuteDeleteAsync());
        delia = await clinic.SignedInAsync(clinic.Delia);
        form = await delia.OpenAsync("/Admin/Settings");
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.ExecuteDeleteAsync());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("Input.Name", "", "nombre de la clínica")]
    [InlineData("Input.Phone", "llámenos", "número de teléfono")]
    [InlineData("Input.Email", "recepcion", "dirección de correo")]
    [InlineData("Input.Email", "Recepción <a@b.test>", "dirección de correo")]
    [InlineData("Input.ThemeColour", "#ffd700", "Elija un color más oscuro")]
    [InlineData("Input.ThemeColour", "red;}*{display:none", "Elija un color más oscuro")]
    [InlineData("Input.Days[2]", "9-14", "Escriba horas")]
    [InlineData("Input.Days[6]", "9:00-14:00, 13:00-15:00", "Escriba horas")]
    [InlineData("Input.AppointmentMinutes", "47", "en pasos de cinco")]
    [InlineData("Input.AppointmentMinutes", "", "Falta este dato.")]
    [InlineData("Input.GapMinutes", "121", "de 0 a 120")]
    [InlineData("Input.Price", "cincuenta euros por cada una de las visitas", "en una línea")]
    [InlineData("Input.ChangesUntilHours", "721", "De 0 a 720")]
    [InlineData("Input.PatientOpensMinutesBefore", "-1", "De 0 a 240")]
    [InlineData("Input.SpecialistOpensMinutesBefore", "media hora", "no es válido")]
    [InlineData("Input.ClosesMinutesAfter", "241", "De 0 a 240")]
    public async Task A_bad_value_is_named_beside_its_field_kept_and_nothing_is_written(string field, string value, string expected)
    {
        var refused = await form.SubmitAsync("Input.Name", ("Input.Address", "Otra calle 1"), (field, value));

        refused.Is(HttpStatusCode.BadRequest);
        var id = field.Replace('.', '_').Replace('[', '_').Replace(']', '_');
        Assert.Contains(expected, refused.Document.GetElementById($"{id}-error")!.TextContent);
        Assert.Contains(refused.Errors, e => e.Contains(expected, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(value, refused.Document.GetElementById(id)!.GetAttribute("value"));
        Assert.Equal("Otra calle 1", refused.Document.GetElementById("Input_Address")!.GetAttribute("value"));
        await NothingIsWrittenAsync();
    }

    [Fact]
    public async Task Too_many_specialities_are_refused_and_all_faults_are_named_at_once()
    {
        var refused = await form.SubmitAsync("Input.Name", ("Input.Specialities", string.Join('\n', Enumerable.Range(0, 61).Select(i => $"Número {i}"))), ("Input.Name", ""), ("Input.ClosesMinutesAfter", "500"));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Equal(3, refused.Document.QuerySelectorAll(".field-error").Length);
        Assert.Contains("Número 60", refused.Document.GetElementById("Input_Specialities")!.TextContent);
        await NothingIsWrittenAsync();
    }

    [Fact]
    public async Task Looking_and_saving_what_is_there_already_change_nothing()
    {
        await delia.OpenAsync("/Admin/Settings");
        (await form.SubmitAsync("Input.Name")).Is(HttpStatusCode.OK);

        await NothingIsWrittenAsync();
    }

    [Fact]
    public async Task Each_changed_group_is_on_record_without_its_values()
    {
        await form.SubmitAsync("Input.Name", ("Input.Name", "Clínica Secreta"), ("Input.Phone", "600 600 600"), ("Input.Days[0]", "9:00-14:00"), ("Input.ClosesMinutesAfter", "20"));

        var record = await RecordAsync();
        Assert.Equal(["Contact", "JoinWindow", "OpeningHours"], record.Select(e => e.Reason).Order());
        Assert.All(record, e => Assert.Equal((clinic.Delia.Id, "Administrator", AuditClass.Administration), (e.ActorId, e.ActorRole, e.Class)));
        (await delia.OpenAsync("/Admin/Audit")).Shows("Ajustes cambiados").Shows("Datos de la clínica").Shows("Entrada a las videoconsultas");
    }

    [Fact]
    public async Task A_colour_that_a_file_has_in_capitals_is_not_another_one()
    {
        var row = new SavedSettings();
        row.Change(new Dictionary<string, string?>(), new Dictionary<string, string?> { ["Clinic:ThemeColour"] = "#7A1F5C" });
        await clinic.InAsync<ClinicDb>(async db =>
        {
            db.Settings.Add(row);
            await db.SaveChangesAsync();
        });

        await (await delia.OpenAsync("/Admin/Settings")).SubmitAsync("Input.Name", ("Input.ThemeColour", "#7a1f5c"), ("Input.Phone", "600 600 600"));

        Assert.Equal(["Contact"], (await RecordAsync()).Select(e => e.Reason));
    }

    [Fact]
    public async Task Of_two_who_save_the_second_sees_both_and_loses_nothing()
    {
        var other = await clinic.SignedInAsync(clinic.Delia);
        await (await other.OpenAsync("/Admin/Settings")).SubmitAsync("Input.Name", ("Input.Name", "La primera"), ("Input.PatientsMayBook", "false"));

        var overtaken = await form.SubmitAsync("Input.Name", ("Input.Name", "La segunda"), ("Input.Phone", "911 000 111"));

        overtaken.Is(HttpStatusCode.BadRequest).Shows("La primera").Shows("La segunda").Shows("Los pacientes pueden pedir cita en el portal No Sí");
        Assert.Contains("La primera", (await delia.OpenAsync("/")).Document.QuerySelector(".brand")!.TextContent);
        Assert.Equal("911 000 111", overtaken.Document.GetElementById("Input_Phone")!.GetAttribute("value"));

        (await overtaken.SubmitAsync("Input.Name", ("Input.PatientsMayBook", "false"))).Is(HttpStatusCode.OK);
        Assert.Contains("La segunda", (await delia.OpenAsync("/")).Document.QuerySelector(".brand")!.TextContent);
        Assert.Equal(2, await clinic.InAsync<ClinicDb, int>(db => db.Settings.Select(s => s.Version).SingleAsync()));
    }

    [Fact]
    public async Task Of_many_who_save_at_once_one_wins_and_nobody_meets_an_error()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => (await form.SubmitAsync("Input.Name", ("Input.Name", $"Clínica {i}"))).Status));

        Assert.Equal(1, answers.Count(a => a == HttpStatusCode.OK));
        Assert.Equal(7, answers.Count(a => a == HttpStatusCode.BadRequest));
        Assert.Single(await RecordAsync());
    }

    [Fact]
    public async Task A_form_without_its_version_is_refused()
        => (await form.SubmitAsync("Input.Name", ("Input.Version", ""))).Is(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_row_spoilt_by_hand_leaves_in_force_what_was()
    {
        await form.SubmitAsync("Input.Name", ("Input.Name", "Clínica Buena"));
        foreach (var spoilt in new[] { "{\"Clinic:Name\":\"\"}", "{\"Clinic:GapMinutes\":\"x\"}", "{\"Jitsi:Domain\":\"evil.test\"}", "{\"Clinic:Name\":\"A\",\"clinic:name\":\"B\"}", "nonsense" })
        {
            await clinic.InAsync<ClinicDb>(db => db.Settings.ExecuteUpdateAsync(s => s.SetProperty(x => x.Values, spoilt).SetProperty(x => x.Version, x => x.Version + 1)));

            var home = await clinic.Visitor().OpenAsync("/");
            Assert.Contains("Clínica Buena", home.Is(HttpStatusCode.OK).Document.QuerySelector(".brand")!.TextContent);
            var page = await delia.OpenAsync("/Admin/Settings");
            Assert.Equal("Clínica Buena", page.Is(HttpStatusCode.OK).Shows("no se pueden usar").Document.GetElementById("Input_Name")!.GetAttribute("value"));
        }

        var repaired = await (await delia.OpenAsync("/Admin/Settings")).SubmitAsync("Input.Name");

        repaired.Is(HttpStatusCode.OK).Shows("Guardado");
        Assert.DoesNotContain("no se pueden usar", repaired.Text);
        Assert.Equal("Clínica Buena", (await clinic.InAsync<ClinicDb, SavedSettings>(db => db.Settings.AsNoTracking().SingleAsync())).Read()["Clinic:Name"]);

        Assert.NotEqual("evil.test", await clinic.InAsync<IConfiguration, string?>(c => Task.FromResult(c["Jitsi:Domain"])));
    }

    private async Task NothingIsWrittenAsync()
    {
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.Settings.CountAsync()));
        Assert.Empty(await RecordAsync());
    }

    private Task<List<AuditEvent>> RecordAsync() => clinic.InAsync<ClinicDb, List<AuditEvent>>(db =>
        db.AuditEvents.AsNoTracking().Where(e => e.Kind == AuditKind.SettingsChanged).ToListAsync());
}

public sealed class SettingsFormStories_on_Sqlite(SqliteClinic clinic) : SettingsFormStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SettingsFormStories_on_PostgreSql(PostgresClinic clinic) : SettingsFormStories(clinic), IClassFixture<PostgresClinic>
{
    [Fact]
    public async Task Two_instances_on_one_database_agree_at_the_next_request()
    {
        await using var second = clinic.WithWebHostBuilder(_ => { });
        var there = new Visitor(new Uri("http://localhost/"), second.Server.CreateHandler());
        await there.OpenAsync("/");
        var here = await clinic.SignedInAsync(clinic.Delia);

        await (await here.OpenAsync("/Admin/Settings")).SubmitAsync("Input.Name", ("Input.Name", "Clínica Común"), ("Input.ThemeColour", "#222266"));

        var home = await there.OpenAsync("/");
        Assert.Contains("Clínica Común", home.Document.QuerySelector(".brand")!.TextContent);
        Assert.True(home.Has("link[href='/theme.css?v=222266']"));
        await there.SignInAsync(clinic.Delia.Email!, TestClinic.Password);
        await (await there.OpenAsync("/Admin/Settings")).SubmitAsync("Input.Name", ("Input.Name", "Clínica De Allí"));
        Assert.Contains("Clínica De Allí", (await here.OpenAsync("/")).Document.QuerySelector(".brand")!.TextContent);
    }

    [Fact]
    public async Task A_job_of_an_instance_that_nobody_visits_knows_them_too()
    {
        await using var second = clinic.WithWebHostBuilder(_ => { });
        var there = second.Services;
        var name = there.GetRequiredService<IOptions<ClinicOptions>>();
        Assert.NotEqual("Clínica Común", name.Value.Name);
        await clinic.InAsync<SettingsKeeper>(keeper => keeper.SaveAsync(new Dictionary<string, string?> { ["Clinic:Name"] = "Clínica Común" }, 0, Actor.System, default));
        Assert.NotEqual("Clínica Común", name.Value.Name);

        var storage = there.GetRequiredService<JobStorage>();
        using var connection = storage.GetConnection();
        there.GetRequiredService<SettingsBeforeJobs>().OnPerforming(new(new(storage, connection, new("1", Job.FromExpression<SendOutgoingMail>(job => job.RunAsync(default)), DateTime.UtcNow), new JobCancellationToken(false))));

        Assert.Equal("Clínica Común", name.Value.Name);
    }
}
