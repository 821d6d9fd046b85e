using System.Net;
using System.Reflection;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Auditing;

/// <summary>S30: whoever looks at people or their visits, or is refused, is on record; and without a record there is nothing to see.</summary>
public abstract class ReadingOnRecordStories(TestClinic clinic)
{
    private static readonly string[] AboutPeople = ["Admin/", "Patients", "Visits/", "Appointments", "Today", "Hours", "MyData"];

    [Fact]
    public async Task A_form_that_shows_somebody_when_it_is_refused_is_on_record_too()
    {
        clinic.NewDay();
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync("/Admin/ClosedDays");
        var before = await LinesAsync();

        (await form.SubmitElsewhereAsync("Input.Day", $"/Admin/Users/{clinic.Ana.Id}")).Shows(clinic.Ana.FullName);

        Assert.Equal(before + 1, await LinesAsync());

        Task<int> LinesAsync() => clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync(e => e.Kind == AuditKind.PersonOpened && e.SubjectId == clinic.Ana.Id && e.ActorId == clinic.Delia.Id));
    }

    [Fact]
    public async Task Every_page_about_people_says_whether_it_is_on_record_and_every_look_is()
    {
        var now = clinic.NewDay();
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (undecided, unrecorded, named, looks, presses) = (new List<string>(), new List<string>(), new List<string>(), 0, 0);
        var people = new[] { clinic.Delia, clinic.Bruno, clinic.Ana, clinic.Elena, clinic.Carla };
        var visitors = await Task.WhenAll(people.Select(p => clinic.SignedInAsync(p)));
        var tokens = await Task.WhenAll(visitors.Select(TokenAsync));
        foreach (var (route, model) in Pages())
        {
            if (model.GetCustomAttribute<OnRecordAttribute>() is null && model.GetCustomAttribute<NotOnRecordAttribute>() is null && AboutPeople.Any(route.StartsWith))
                undecided.Add(route);
            if (model.GetCustomAttribute<NotOnRecordAttribute>() is not null && await NamesPatientsAsync(visitors[0], "/" + route.Replace("{id:length(26)}", appointment.PublicId)))
                named.Add(route);
            if (model.GetCustomAttribute<OnRecordAttribute>() is not { } page || model.GetCustomAttribute<NotOnRecordAttribute>() is not null)
                continue;

            foreach (var (person, visitor, token) in people.Zip(visitors, tokens))
            {
                var id = route.StartsWith("Appointments", StringComparison.Ordinal) || route.StartsWith("Visits", StringComparison.Ordinal) ? appointment.PublicId : clinic.Ana.Id;
                var (before, address) = (await LastAsync(), "/" + route.Replace("{id:length(26)}", id));
                using var answer = await visitor.SendAsync(HttpMethod.Get, address);
                var expected = answer.StatusCode switch
                {
                    HttpStatusCode.OK when page.Only is null || person == clinic.Delia => (AuditOutcome?)AuditOutcome.Allowed,
                    HttpStatusCode.NotFound => AuditOutcome.Denied,
                    _ => null,
                };
                if (expected is null)
                    continue;

                looks++;
                if (!await IsOnRecordAsync(before, person, expected.Value))
                    unrecorded.Add($"{route} by {person.FullName}: {answer.StatusCode}");
                if (expected == AuditOutcome.Allowed)
                    continue;

                // Whoever may not look at it may not press anything there either.
                foreach (var press in Presses(model))
                {
                    presses++;
                    before = await LastAsync();
                    using var refused = await visitor.Http.PostAsync(new Uri(address + press, UriKind.Relative), new FormUrlEncodedContent([token]));
                    if (refused.StatusCode != HttpStatusCode.NotFound || !await IsOnRecordAsync(before, person, AuditOutcome.Denied))
                        unrecorded.Add($"a press on {route}{press} by {person.FullName}: {refused.StatusCode}");
                }
            }
        }

        Assert.Equal([], undecided);
        Assert.Equal([], unrecorded);
        // What the reception sees off the record names no patient.
        Assert.Equal([], named);
        Assert.InRange(looks, 60, int.MaxValue);
        Assert.InRange(presses, 30, int.MaxValue);
        Scoreboard.Record("S30", clinic is PostgresClinic ? "PostgreSQL" : "SQLite", "every look at people or their visits, allowed and denied, is an event; no audit, no access",
            $"{looks} looks and {presses} presses over every route × 5 people: {looks + presses - unrecorded.Count} on record; read-only audit: 0 rooms");
    }

    [Fact]
    public async Task Whose_record_is_read_or_taken_away_and_for_whom_somebody_books_stands_on_the_line()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        foreach (var (address, kind) in new[]
        {
            ($"/Admin/Audit?Filters.Person={clinic.Ana.Id}", AuditKind.RecordRead),
            ($"/Admin/Audit?Filters.Person={clinic.Ana.Id}&format=Csv", AuditKind.RecordExported),
            ($"/Appointments/Book?PatientId={clinic.Ana.Id}", AuditKind.PeopleListed),
        })
        {
            var before = await LastAsync();
            using var answer = await delia.SendAsync(HttpMethod.Get, address);
            Assert.Equal((HttpStatusCode.OK, clinic.Ana.Id), (answer.StatusCode, await SubjectAsync(before, kind)));
        }

        var typed = await LastAsync();
        (await delia.OpenAsync("/Admin/Audit?Filters.Person=Ana+García")).Is(HttpStatusCode.OK);
        Assert.Null(await SubjectAsync(typed, AuditKind.RecordRead));

        Task<string?> SubjectAsync(long after, AuditKind kind) => clinic.InAsync<ClinicDb, string?>(db => db.AuditEvents.Where(e => e.Id > after && e.Kind == kind).Select(e => e.SubjectId).SingleAsync());
    }

    [Fact]
    public async Task An_id_that_names_nobody_is_a_slip_and_leaves_no_line()
    {
        var (delia, bruno) = (await clinic.SignedInAsync(clinic.Delia), await clinic.SignedInAsync(clinic.Bruno));
        var before = await LastAsync();

        foreach (var address in new[] { "/Hours", "/Today/Week", "/Patients", "/Appointments" })
        {
            (await delia.OpenAsync($"{address}/{PublicId.New()}")).Is(HttpStatusCode.NotFound);
            (await bruno.OpenAsync($"{address}/{PublicId.New()}")).Is(HttpStatusCode.NotFound);
        }

        Assert.Equal(before, await LastAsync());
        (await bruno.OpenAsync($"/Hours/{clinic.Elena.Id}")).Is(HttpStatusCode.NotFound);
        Assert.True(await IsOnRecordAsync(before, clinic.Bruno, AuditOutcome.Denied));
    }

    [Fact]
    public async Task A_change_that_the_record_refused_is_not_there_and_saved_again_is_there_with_its_lines()
    {
        var (before, phone) = (await LastAsync(), $"+34 6{Random.Shared.Next(10_000_000, 99_999_999)}");
        await using var scope = clinic.Services.CreateAsyncScope();
        var (db, trail) = (scope.ServiceProvider.GetRequiredService<ClinicDb>(), scope.ServiceProvider.GetRequiredService<AuditTrail>());
        (await db.Users.SingleAsync(u => u.Id == clinic.Elena.Id)).PhoneNumber = phone;
        trail.Allowed(AuditKind.SignIn, Actor.System);
        trail.Allowed(AuditKind.SignIn, Actor.System, subjectId: clinic.Elena.Id);
        await RefuseLinesAsync();
        try
        {
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        }
        finally
        {
            await TakeLinesAsync();
        }

        Assert.Equal((false, before), (await IsThereAsync(), await LastAsync()));
        await db.SaveChangesAsync();
        Assert.True(await IsThereAsync());
        Assert.Equal(2, await clinic.InAsync<ClinicDb, int>(d => d.AuditEvents.CountAsync(e => e.Id > before)));
        Assert.True((await clinic.VerifyAsync()).IsGreen);

        Task<bool> IsThereAsync() => clinic.InAsync<ClinicDb, bool>(d => d.Users.AnyAsync(u => u.Id == clinic.Elena.Id && u.PhoneNumber == phone));
    }

    [Fact]
    public async Task A_record_that_takes_no_line_opens_no_room_and_the_page_says_why()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var room = $"/Visits/{appointment.PublicId}/Room";
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitOnceAsync("Entrar");
        var anasDoor = await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Visits/{appointment.PublicId}/Join");
        var entered = (await clinic.ReadAsync(appointment)).Version;
        await RefuseLinesAsync();
        try
        {
            foreach (var address in new[] { room, $"/Appointments/{appointment.PublicId}", $"/Patients/{clinic.Ana.Id}" })
            {
                var page = await bruno.OpenAsync(address);
                page.Is(HttpStatusCode.ServiceUnavailable).Shows("sin registro de accesos no se entra");
                Assert.DoesNotContain("cita-", page.Document.DocumentElement.OuterHtml);
            }

            (await anasDoor.SubmitAsync("Entrar")).Is(HttpStatusCode.ServiceUnavailable).Shows("No se ha guardado nada");
            var after = await clinic.ReadAsync(appointment);
            Assert.Equal((null, null, entered), (after.Visit.RoomOpenedAt, after.Visit.PatientEnteredAt, after.Version));
        }
        finally
        {
            await TakeLinesAsync();
        }

        (await bruno.OpenAsync(room)).Is(HttpStatusCode.OK);
        Assert.Null((await clinic.VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Asking_how_a_visit_stands_writes_nothing()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var before = await LastAsync();

        for (var i = 0; i < 5; i++)
            (await ana.SendAsync(HttpMethod.Get, $"/Visits/{appointment.PublicId}/Status")).EnsureSuccessStatusCode();

        Assert.Equal(before, await LastAsync());
    }

    private bool IsSqlite => clinic.Services.IsSqlite();

    private IEnumerable<(string Route, Type Model)> Pages() => clinic.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Select(e => (e.RoutePattern.RawText!.TrimStart('/'), e.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.ModelTypeInfo?.AsType() ?? ModelOf(e)))
        .Where(e => e.Item2 is not null).Select(e => (e.Item1, e.Item2!)).DistinctBy(e => e.Item1).ToList();

    // Pages are compiled when they are first asked for; until then only their file is known.
    private static Type? ModelOf(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            return null;
        var name = "ClinicaMV" + (page.AreaName is { } area ? $".Areas.{area}.Pages" : ".Pages") + page.ViewEnginePath.Replace('/', '.') + "Model";
        return typeof(Program).Assembly.GetType(name);
    }

    private async Task<bool> NamesPatientsAsync(Visitor visitor, string address)
    {
        using var answer = await visitor.SendAsync(HttpMethod.Get, address);
        var page = answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : "";
        return new[] { clinic.Ana, clinic.Carla }.Any(p => page.Contains(WebUtility.HtmlEncode(p.FullName), StringComparison.Ordinal) || page.Contains(p.FullName, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Presses(Type model) => model.GetMethods().Select(m => m.Name).Where(name => name.StartsWith("OnPost", StringComparison.Ordinal))
        .Select(name => name["OnPost".Length..].Replace("Async", "")).Select(handler => handler.Length == 0 ? "" : $"?handler={handler}");

    private static async Task<KeyValuePair<string, string>> TokenAsync(Visitor visitor)
    {
        const string field = "__RequestVerificationToken";
        return new(field, (await visitor.OpenAsync("/Preferences")).Document.QuerySelector($"input[name={field}]")!.GetAttribute("value")!);
    }

    private Task<long> LastAsync() => clinic.InAsync<ClinicDb, long>(db => db.AuditEvents.MaxAsync(e => e.Id));

    private Task<bool> IsOnRecordAsync(long after, ClinicUser person, AuditOutcome outcome) => clinic.InAsync<ClinicDb, bool>(db =>
        db.AuditEvents.AnyAsync(e => e.Id > after && e.ActorId == person.Id && e.Outcome == outcome));

    private Task RefuseLinesAsync() => RunAsync(IsSqlite ? """CREATE TRIGGER "ReadOnly" BEFORE INSERT ON "AuditEvents" BEGIN SELECT RAISE(ABORT, 'read-only'); END"""
        : """
          CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'read-only'; END $$;
          CREATE TRIGGER "ReadOnly" BEFORE INSERT ON "AuditEvents" FOR EACH ROW EXECUTE FUNCTION refuse();
          """);

    private Task TakeLinesAsync() => RunAsync(IsSqlite ? """DROP TRIGGER "ReadOnly" """ : """DROP TRIGGER "ReadOnly" ON "AuditEvents"; DROP FUNCTION refuse();""");

    private Task RunAsync(string sql) => clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync(sql));
}

public sealed class ReadingOnRecordStories_on_Sqlite(SqliteClinic clinic) : ReadingOnRecordStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ReadingOnRecordStories_on_PostgreSql(PostgresClinic clinic) : ReadingOnRecordStories(clinic), IClassFixture<PostgresClinic>;
