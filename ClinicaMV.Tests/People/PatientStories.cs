using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.People;

/// <summary>A specialist's patients are those who have had an appointment with them; nobody else's can be seen or booked for.</summary>
public abstract class PatientStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task A_specialist_sees_their_patients_with_the_last_and_the_next_appointment()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        await clinic.BookAsync(now.AddDays(9));
        await clinic.CancelAsync(await clinic.BookAsync(now.AddDays(2)));
        await clinic.BookAsync(now.AddDays(3), specialist: clinic.Elena);
        await clinic.BookAsync(now.AddDays(4), specialist: clinic.Elena, patient: clinic.Carla);
        clinic.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var list = await bruno.OpenAsync("/Patients");

        var row = Assert.Single(list.Document.QuerySelectorAll("tbody tr"));
        Assert.Contains("Ana García Ruiz", row.TextContent);
        Assert.Contains($"{now.AddDays(1):yyyy}, 10:00", row.Children[1].TextContent);
        Assert.Contains($"{now.AddDays(9).Day} de", row.Children[2].TextContent);
        var page = await list.FollowAsync("Ana García Ruiz");
        Assert.Equal(3, page.Document.QuerySelectorAll(".appointment-card").Length);
        Assert.Contains(page.Document.QuerySelectorAll(".appointment-card a"), a => a.GetAttribute("href")!.EndsWith(appointment.PublicId));
        (await page.FollowAsync("Nueva cita")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_foreign_patient_does_not_exist_and_the_attempt_is_on_record()
    {
        await clinic.BookAsync(now.AddDays(1), specialist: clinic.Elena, patient: clinic.Carla);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        (await bruno.OpenAsync($"/Patients/{clinic.Carla.Id}")).Is(HttpStatusCode.NotFound);
        (await bruno.OpenAsync($"/Patients/{clinic.Elena.Id}")).Is(HttpStatusCode.NotFound);
        (await bruno.OpenAsync($"/Appointments/Book?PatientId={clinic.Carla.Id}")).Is(HttpStatusCode.NotFound);

        var line = Assert.Single(await clinic.RecordAboutAsync(clinic.Carla), e => e.Kind == AuditKind.PatientOpened && e.At == now);
        Assert.Equal((AuditOutcome.Denied, AuditClass.Access, clinic.Bruno.Id), (line.Outcome, line.Class, line.ActorId));
        foreach (var (person, expected) in new[] { (clinic.Ana, HttpStatusCode.NotFound), (clinic.Elena, HttpStatusCode.OK), (clinic.Delia, HttpStatusCode.OK) })
            (await (await clinic.SignedInAsync(person)).OpenAsync($"/Patients/{clinic.Carla.Id}")).Is(expected);
        (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/Patients")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_specialist_cannot_book_for_somebody_elses_patient_and_nothing_is_written()
    {
        await clinic.BookAsync(now.AddDays(1));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await bruno.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}");

        var refused = await form.SubmitAsync("Input.PatientId", [("Input.PatientId", clinic.Carla.Id), .. Hour(now.AddDays(2))]);

        Assert.Contains("No es paciente suyo", refused.Is(HttpStatusCode.BadRequest).Document.QuerySelector("#Input_PatientId-error")!.TextContent);
        Assert.DoesNotContain("Carla", refused.Text);
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
        await clinic.BookAsync(now.AddDays(3), patient: clinic.Carla);
        (await form.SubmitAsync("Input.PatientId", [("Input.PatientId", clinic.Carla.Id), .. Hour(now.AddDays(2))])).Is(HttpStatusCode.OK).Shows("Carla Pons Vidal");
    }

    [Fact]
    public async Task The_rule_is_the_diarys_own_and_spares_patients_and_administrators()
    {
        Assert.Equal(DiaryRefusal.NotYourPatient, await BookAsync(new(clinic.Bruno.Id, Roles.Specialist), 1));
        Assert.Equal(DiaryRefusal.NotYourPatient, await BookAsync(new(clinic.Elena.Id, Roles.Specialist), 1));
        Assert.Equal(DiaryRefusal.NotYourPatient, await BookAsync(new(clinic.Ana.Id, Roles.Patient), 1));
        Assert.Null(await BookAsync(new(clinic.Delia.Id, Roles.Administrator), 2));
        Assert.Null(await BookAsync(new(clinic.Bruno.Id, Roles.Specialist), 3));

        async Task<DiaryRefusal?> BookAsync(Actor by, int day) => (await clinic.InAsync<Diary, DiaryAnswer>(diary => diary.BookAsync(
            clinic.Carla.Id, clinic.Bruno.Id, new(now.AddDays(day), TimeSpan.FromMinutes(45), Modality.Video), by, default))).Refusal;
    }

    [Fact]
    public async Task Lists_come_in_pages_and_keep_what_was_looked_for()
    {
        for (var i = 0; i < 31; i++)
            await clinic.AddAsync(Roles.Patient, $"Xavier Muñiz {i}");
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var first = await delia.OpenAsync("/Patients?q=muniz");
        Assert.Equal((30, 1), (Rows(first, "tbody tr"), Rows(await first.FollowAsync("Siguientes"), "tbody tr")));
        var who = await delia.OpenAsync("/Appointments/Book?q=muniz");
        Assert.Equal((20, 11), (Rows(who, ".choices li"), Rows(await who.FollowAsync("Siguientes"), ".choices li")));

        static int Rows(Page page, string selector) => page.Document.QuerySelectorAll(selector).Length;
    }

    private static (string Name, string Value)[] Hour(DateTime start) =>
        [("Input.Hour.Date", $"{start.AddHours(1):yyyy-MM-dd}"), ("Input.Hour.Time", $"{start.AddHours(1):HH:mm}"), ("Input.Hour.Minutes", "45")];
}

public sealed class PatientStories_on_Sqlite(SqliteClinic clinic) : PatientStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class PatientStories_on_PostgreSql(PostgresClinic clinic) : PatientStories(clinic), IClassFixture<PostgresClinic>;
