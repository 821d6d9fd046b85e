using System.Net;
using System.Text;
using System.Text.Json;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Auditing;

/// <summary>The record as files and figures, for whoever has to review it.</summary>
public abstract class ExportStories(TestClinic clinic)
{
    // HL7 FHIR R5, AuditEvent: the elements that can stand in it, and in one of its agents.
    private static readonly HashSet<string> ElementsOfAuditEvent =
        ["resourceType", "id", "extension", "category", "code", "action", "severity", "recorded", "outcome", "authorization", "basedOn", "patient", "encounter", "agent", "source", "entity"];
    private static readonly HashSet<string> ElementsOfAgent = ["type", "role", "who", "requestor", "location", "policy", "networkReference", "networkUri", "networkString", "authorization"];

    [Fact]
    public async Task The_record_goes_out_as_a_table_and_as_FHIR_and_that_is_on_record()
    {
        // More than are read in one piece.
        const int Entries = 1_070;
        await clinic.FillRecordAsync(Entries);
        await clinic.InAsync<ClinicDb>(db =>
        {
            db.AuditEvents.Add(new() { At = clinic.Now, Kind = AuditKind.SignIn, Class = AuditClass.Technical, Outcome = AuditOutcome.Denied, ActorRole = "=cmd|'/c calc'!A1", Reason = "@SUM(1)" });
            return db.SaveChangesAsync();
        });
        var delia = await clinic.SignedInAsync(clinic.Delia);

        using var file = await delia.SendAsync(HttpMethod.Get, "/Admin/Audit?format=Csv&Filters.Kind=SignIn");
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), (await file.Content.ReadAsByteArrayAsync())[..3]);
        var csv = await file.Content.ReadAsStringAsync();
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + Entries + 1 + 1, lines.Length);
        Assert.StartsWith("at;class;number;kind;", lines[0]);
        Assert.DoesNotContain(lines.SelectMany(l => l.Split(';')), cell => cell.TrimStart('"') is ['=' or '+' or '-' or '@', ..]);

        var ndjson = await (await delia.SendAsync(HttpMethod.Get, "/Admin/Audit?format=Ndjson&Filters.Kind=VisitEntry")).Content.ReadAsStringAsync();
        var resources = ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(Entries, resources.Count);
        Assert.All(resources, r =>
        {
            Assert.Equal("AuditEvent", r.GetProperty("resourceType").GetString());
            // What R5 demands: code, recorded, agent.who, source.observer.
            Assert.Equal("VisitEntry", r.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString());
            Assert.Equal(clinic.Ana.Id, r.GetProperty("agent")[0].GetProperty("who").GetProperty("identifier").GetProperty("value").GetString());
            Assert.True(r.GetProperty("recorded").GetDateTime() <= clinic.Now);
            Assert.NotNull(r.GetProperty("source").GetProperty("observer").GetProperty("display").GetString());
            // And what it allows: these elements, no others; an id of 64 characters; nothing that is empty.
            Assert.Subset(ElementsOfAuditEvent, r.EnumerateObject().Select(e => e.Name).ToHashSet());
            Assert.Subset(ElementsOfAgent, r.GetProperty("agent")[0].EnumerateObject().Select(e => e.Name).ToHashSet());
            Assert.Matches("^[A-Za-z0-9.-]{1,64}$", r.GetProperty("id").GetString());
            Assert.Equal("success", r.GetProperty("outcome").GetProperty("code").GetProperty("code").GetString());
            AssertFilled(r);
        });
        Assert.Equal(["Csv", "Ndjson"], await clinic.InAsync<ClinicDb, List<string?>>(db => db.AuditEvents.Where(e => e.Kind == AuditKind.RecordExported).OrderBy(e => e.Id).Select(e => e.Reason).ToListAsync()));
    }

    [Fact]
    public async Task A_line_with_words_that_are_not_ours_hides_no_other()
    {
        await clinic.FillRecordAsync(2);
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""UPDATE "AuditEvents" SET "Kind" = 'Nonsense', "Outcome" = 'Maybe' WHERE "Class" = 'Access' AND "Seq" = 1"""));
        var (delia, ana) = (await clinic.SignedInAsync(clinic.Delia), await clinic.SignedInAsync(clinic.Ana));

        (await delia.OpenAsync("/Admin/Audit")).Is(HttpStatusCode.OK).Shows("Ilegible");
        (await delia.OpenAsync("/Admin/Audit/Review")).Is(HttpStatusCode.OK);
        (await ana.OpenAsync("/MyData")).Is(HttpStatusCode.OK).Shows("Ilegible");
        foreach (var (format, word) in new[] { ("Csv", ";-1;"), ("Ndjson", "\"code\":\"-1\"") })
            Assert.Contains(word, await (await delia.SendAsync(HttpMethod.Get, $"/Admin/Audit?format={format}")).Content.ReadAsStringAsync());
        Assert.Equal(new(ChainFaultKind.Altered, "Access", 1), (await clinic.VerifyAsync()).Fault);
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""UPDATE "AuditEvents" SET "Class" = 'Nonsense' WHERE "Class" = 'Access' AND "Seq" = 2"""));
        (await delia.OpenAsync("/Admin/Audit")).Is(HttpStatusCode.OK);
        await clinic.ForgetRecordAsync();
    }

    [Fact]
    public async Task Denied_joins_and_rooms_are_counted_by_day_week_and_reason()
    {
        var now = clinic.NewDay();
        await clinic.ForgetRecordAsync();
        await clinic.InAsync<ClinicDb>(async db =>
        {
            for (var day = 0; day < 3; day++)
            {
                for (var i = 0; i <= day; i++)
                    db.AuditEvents.Add(Denied(now.AddDays(-day), "TooEarly"));
                db.AuditEvents.Add(Denied(now.AddDays(-day), "TooLate"));
                db.AuditEvents.Add(ChainExtras.Line(now.AddDays(-7 * day), AuditKind.RoomIssued, clinic.Ana.Id));
            }

            db.AuditEvents.Add(Denied(now.AddDays(-40), "TooEarly"));
            await db.SaveChangesAsync();
        });
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var page = await delia.OpenAsync("/Admin/Audit/Plots");
        var denied = (await (await delia.SendAsync(HttpMethod.Get, "/Admin/Audit/Plots?format=denied")).Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var rooms = (await (await delia.SendAsync(HttpMethod.Get, "/Admin/Audit/Plots?format=rooms")).Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["from;reason;count", $"{now.AddDays(-2):yyyy-MM-dd};TooEarly;3", $"{now.AddDays(-2):yyyy-MM-dd};TooLate;1", $"{now.AddDays(-1):yyyy-MM-dd};TooEarly;2", $"{now.AddDays(-1):yyyy-MM-dd};TooLate;1", $"{now:yyyy-MM-dd};TooEarly;1", $"{now:yyyy-MM-dd};TooLate;1"], denied);
        Assert.Equal([$"{now.AddDays(-20):yyyy-MM-dd}", $"{now.AddDays(-13):yyyy-MM-dd}", $"{now.AddDays(-6):yyyy-MM-dd}"], rooms.Skip(1).Select(r => r.Split(';')[0]));
        Assert.Equal(6 + 3, page.Document.QuerySelectorAll("svg rect").Length);
        page.Shows("Antes de hora");
    }

    [Fact]
    public async Task What_was_refused_in_the_last_half_second_of_a_day_was_refused_on_that_day()
    {
        var now = clinic.NewDay();
        await clinic.ForgetRecordAsync();
        var midnight = now.Date.AddDays(-1) - clinic.Services.GetRequiredService<ClinicTime>().Zone.GetUtcOffset(now);
        await clinic.InAsync<ClinicDb>(db =>
        {
            db.AuditEvents.Add(Denied(midnight.AddMilliseconds(-300), "TooEarly"));
            return db.SaveChangesAsync();
        });

        var figure = Assert.Single(await clinic.InAsync<AuditFigures, IReadOnlyList<AuditFigure>>(figures => figures.DeniedJoinsAsync(default)));

        Assert.Equal(DateOnly.FromDateTime(now.Date.AddDays(-2)), figure.From);
    }

    [Fact]
    public async Task The_monthly_review_finds_the_night_the_refused_and_the_curious()
    {
        var now = clinic.NewDay();
        await clinic.ForgetRecordAsync();
        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(-1).AddDays(9);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            // Half past eleven at night in Madrid is not yet night in UTC.
            db.AuditEvents.Add(Read(month.AddHours(21.5), clinic.Bruno.Id));
            for (var i = 0; i < 120; i++)
                db.AuditEvents.Add(Read(month.AddDays(1).AddHours(10), clinic.Elena.Id));
            for (var i = 0; i < 6; i++)
                db.AuditEvents.Add(Denied(month.AddDays(2).AddHours(10), "NotParticipant"));
            await db.SaveChangesAsync();
        });

        var review = await clinic.InAsync<AuditReview, ReviewedMonth>(r => r.OfAsync(DateOnly.FromDateTime(month), default));
        Assert.Equal([(clinic.Bruno.Id, 1L)], review.AtNight.Rows.Select(r => (r.ActorId, r.Count)));
        Assert.Equal([(clinic.Elena.Id, 120L)], review.InBulk.Rows.Select(r => (r.ActorId, r.Count)));
        Assert.Equal([(clinic.Carla.Id, 6L)], review.Denials.Rows.Select(r => (r.Who, r.Count)));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await delia.OpenAsync("/Admin/Audit/Review")).Shows("Bruno Herrera").Shows("Elena Vázquez").Shows("Carla Pons Vidal");
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.Where(e => e.ActorId == clinic.Carla.Id && e.Seq == 125).ExecuteUpdateAsync(set => set.SetProperty(e => e.Reason, "TooLate")));
        await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));
        (await delia.OpenAsync("/Admin/Audit/Review")).Shows("no es el que se escribió").Shows("Access 125");
        await clinic.ForgetRecordAsync();
        (await delia.OpenAsync("/Admin/Audit/Review?Month=9999-12-31")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_month_with_more_than_fits_on_paper_says_how_many_there_are_and_where()
    {
        var now = clinic.NewDay();
        await clinic.ForgetRecordAsync();
        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(-1);
        await clinic.InAsync<ClinicDb>(db =>
        {
            for (var i = 0; i < 53; i++)
            {
                db.AuditEvents.Add(Read(month.AddDays(3).AddHours(23), $"P{i}"));
                for (var times = 0; times < AuditReview.ManyDenials; times++)
                    db.AuditEvents.Add(new() { At = month.AddDays(4), Kind = AuditKind.SignIn, Class = AuditClass.Technical, Outcome = AuditOutcome.Denied, ActorRole = nameof(Actor.Anonymous), IpAddress = $"203.0.113.{i}" });
            }

            return db.SaveChangesAsync();
        });

        var page = (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Admin/Audit/Review?Month={month:yyyy-MM-dd}")).Is(HttpStatusCode.OK);

        Assert.Equal(2, page.Text.Split("Aquí hay 50 de 53.").Length - 1);
        var links = page.Document.QuerySelectorAll("a").Where(a => a.TextContent == "Ver todo en el registro").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(2, links.Count);
        Assert.All(links, link => Assert.Contains($"Filters.From={month:yyyy-MM-dd}", link));
        Assert.Contains("Filters.Outcome=Denied", links[1]);
    }

    private static void AssertFilled(JsonElement element)
    {
        Assert.NotEqual(JsonValueKind.Null, element.ValueKind);
        List<JsonElement>? parts = element.ValueKind switch
        {
            JsonValueKind.Object => [.. element.EnumerateObject().Select(p => p.Value)],
            JsonValueKind.Array => [.. element.EnumerateArray()],
            _ => null,
        };
        if (parts is null)
            return;
        Assert.NotEmpty(parts);
        parts.ForEach(AssertFilled);
    }

    private AuditEvent Denied(DateTime at, string reason) => new()
    {
        At = at, Kind = AuditKind.VisitEntry, Class = AuditClass.Access, Outcome = AuditOutcome.Denied, ActorId = clinic.Carla.Id, ActorRole = "Patient", Reason = reason,
    };

    private static AuditEvent Read(DateTime at, string actor) => new()
    {
        At = at, Kind = AuditKind.PatientOpened, Class = AuditClass.Access, Outcome = AuditOutcome.Allowed, ActorId = actor, ActorRole = "Specialist",
    };
}

public sealed class ExportStories_on_Sqlite(SqliteClinic clinic) : ExportStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ExportStories_on_PostgreSql(PostgresClinic clinic) : ExportStories(clinic), IClassFixture<PostgresClinic>;

public sealed class AuditCatalogueTests
{
    [Fact]
    public void The_catalogue_in_the_documents_is_the_one_in_the_code()
        => Assert.Equal(AuditCatalogue.ToMarkdown(), File.ReadAllText(Path.Combine(Repository.Folder, "docs", "audit-events.md")));

    [Fact]
    public void Every_kind_says_how_long_it_is_kept_and_what_it_holds()
        => Assert.All(Enum.GetValues<AuditKind>(), kind => Assert.False(string.IsNullOrWhiteSpace(AuditKinds.EntryOf(kind).When)));
}
