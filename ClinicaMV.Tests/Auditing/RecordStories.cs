using System.Net;
using System.Text.Json;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Auditing;

public abstract class RecordStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    protected TestClinic Clinic => clinic;

    [Fact]
    public async Task Without_a_record_there_is_no_entry_and_no_room()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var join = await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join");
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "AuditEvents" RENAME TO "Lost" """));
        try
        {
            var refused = await join.SubmitAsync("Entrar");
            refused.Is(HttpStatusCode.InternalServerError).Shows("Algo ha fallado por nuestra parte");
            Assert.Null((await clinic.ReadAsync(appointment)).Visit.SpecialistEnteredAt);
        }
        finally
        {
            await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Lost" RENAME TO "AuditEvents" """));
        }

        await join.SubmitOnceAsync("Entrar");
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "AuditEvents" RENAME TO "Lost" """));
        try
        {
            var room = await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room");
            room.Is(HttpStatusCode.InternalServerError);
            Assert.DoesNotContain("cita-", room.Document.DocumentElement.OuterHtml);
            Assert.Null((await clinic.ReadAsync(appointment)).Visit.RoomOpenedAt);
        }
        finally
        {
            await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Lost" RENAME TO "AuditEvents" """));
        }
    }

    [Fact]
    public async Task The_administrator_reads_the_record_filters_it_and_turns_the_page()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            for (var i = 0; i < 60; i++)
                db.AuditEvents.Add(Event(now, AuditKind.VisitEntry, clinic.Ana.Id, appointment.PublicId));
            await db.SaveChangesAsync();
        });
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var first = await delia.OpenAsync($"/Admin/Audit?Filters.Kind=VisitEntry&Filters.Outcome=Denied&Filters.Appointment={appointment.PublicId}");
        var second = await first.FollowAsync("Siguientes");

        Assert.Equal(50, first.Document.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(10, second.Document.QuerySelectorAll("tbody tr").Length);
        first.Shows("Ana García Ruiz").Shows("Antes de hora").Shows("Denegado");
        Assert.Empty((await delia.OpenAsync("/Admin/Audit?Filters.To=2020-01-01")).Document.QuerySelectorAll("tbody tr"));
        Assert.NotEmpty((await delia.OpenAsync($"/Admin/Audit?Filters.Person={clinic.Ana.Id}")).Document.QuerySelectorAll("tbody tr"));
        (await delia.OpenAsync("/Admin/Audit?Filters.Kind=Nonsense&Filters.Before=x&Filters.From=never")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_record_of_a_patient_tells_who_has_looked_at_her_visits_on_the_page_and_in_the_files()
    {
        var appointment = await clinic.BookAsync(now.AddDays(1));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await bruno.OpenAsync($"/Appointments/{appointment.PublicId}");
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var all = await (await delia.OpenAsync($"/Admin/Users/{clinic.Ana.Id}")).FollowAsync("Ver lo que consta en el registro");
        var looks = await delia.OpenAsync($"/Admin/Audit?Filters.Person={clinic.Ana.Id}&Filters.Appointment={appointment.PublicId}&Filters.Kind=AppointmentOpened");
        var fhir = await (await delia.SendAsync(HttpMethod.Get, $"/Admin/Audit?format=Ndjson&Filters.Person={clinic.Ana.Id}&Filters.Kind=AppointmentOpened&Filters.Appointment={appointment.PublicId}")).Content.ReadAsStringAsync();

        Assert.Contains(all.Document.QuerySelectorAll("tbody tr"), row => row.TextContent.Contains("Bruno Herrera") && row.TextContent.Contains(appointment.PublicId[..6]));
        Assert.Single(looks.Document.QuerySelectorAll("tbody tr"), row => row.TextContent.Contains("Bruno Herrera"));
        var event5 = JsonDocument.Parse(Assert.Single(fhir.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(clinic.Ana.Id, event5.GetProperty("patient").GetProperty("identifier").GetProperty("value").GetString());
        Assert.Equal(clinic.Bruno.Id, event5.GetProperty("agent")[0].GetProperty("who").GetProperty("identifier").GetProperty("value").GetString());
        Assert.Empty((await delia.OpenAsync($"/Admin/Audit?Filters.Person={clinic.Carla.Id}&Filters.Appointment={appointment.PublicId}")).Document.QuerySelectorAll("tbody tr"));
    }

    [Fact]
    public async Task A_span_that_ends_before_it_begins_is_refused_and_whoever_asks_for_the_head_takes_nothing_away()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var before = await ExportsAsync();

        foreach (var format in new[] { "", "Csv" })
            (await delia.OpenAsync($"/Admin/Audit?Filters.From=2026-12-01&Filters.To=2026-01-31&format={format}")).Is(HttpStatusCode.BadRequest).Shows("no hay tal periodo");
        using var head = await delia.SendAsync(HttpMethod.Head, "/Admin/Audit?format=Csv");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(before, await ExportsAsync());
        await delia.SendAsync(HttpMethod.Get, "/Admin/Audit?format=Csv");
        Assert.Equal(before + 1, await ExportsAsync());

        Task<int> ExportsAsync() => clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync(e => e.Kind == AuditKind.RecordExported));
    }

    private static AuditEvent Event(DateTime at, AuditKind kind, string actor, string? appointment) => new()
    {
        At = at, Kind = kind, Class = AuditKinds.ClassOf(kind), Outcome = AuditOutcome.Denied, ActorId = actor, ActorRole = "Patient",
        AppointmentId = appointment, Reason = "TooEarly",
    };
}

public sealed class RecordStories_on_Sqlite(SqliteClinic clinic) : RecordStories(clinic), IClassFixture<SqliteClinic>
{
    [Fact]
    public async Task A_connection_that_the_pool_hands_out_again_still_writes_through_to_the_disk()
    {
        for (var i = 0; i < 3; i++)
        {
            // Whose own need not.
            await Clinic.InAsync<AuditPruning>(job => job.RunAsync(default));
            Assert.Equal("2 5000 1 muller", await Clinic.InAsync<ClinicDb, string>(db => db.Database.SqlQueryRaw<string>("""
                SELECT (SELECT "synchronous" FROM pragma_synchronous) || ' ' || (SELECT "timeout" FROM pragma_busy_timeout) || ' '
                    || (SELECT "foreign_keys" FROM pragma_foreign_keys) || ' ' || fold_name('Müller') AS "Value"
                """).SingleAsync()));
        }
    }
}

[Trait("Needs", "PostgreSql")]
public sealed class RecordStories_on_PostgreSql(PostgresClinic clinic) : RecordStories(clinic), IClassFixture<PostgresClinic>;
