using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Operating;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Operating;

/// <summary><c>database copy</c>: the clinic that has outgrown SQLite goes on in PostgreSQL, where everybody finds their things.</summary>
[Trait("Needs", "PostgreSql")]
public sealed partial class DatabaseCopyTests(SqliteClinic small) : IClassFixture<SqliteClinic>, IDisposable
{
    private readonly Installation clinic = Installation.ForDevelopment();

    [Fact]
    public async Task A_clinic_moves_to_PostgreSql_with_its_record_and_its_keys()
    {
        await using var database = await TestPostgres.CreateAsync("moved");
        string session;
        await using (var portal = clinic.Start())
        {
            var ana = Visitor(await portal.ListeningAsync());
            (await ana.SignInAsync("ana@demo.test", DemoClinic.Password)).Shows("Mis citas");
            session = ana.Cookies.GetCookieHeader(new Uri("http://127.0.0.1/"));
            Assert.Contains("another ClinicaMV process is using", await SaysAsync(1, "database", "copy", "--to", database.ConnectionString));
            await portal.StopAsync();
        }

        await SaysAsync(0, "demo", "fill", "--appointments", "300", "--audit-events", "2000");
        var said = await SaysAsync(0, "database", "copy", "--to", database.ConnectionString);
        Assert.Matches(@"Copied \d+ tables, \d+ rows; 20\d\d lines of record verified there", said);
        Assert.Contains("there is a clinic in that database already", await SaysAsync(1, "database", "copy", "--to", database.ConnectionString));
        foreach (var nowhere in new[] { "geheim-R7kQ", "", "Host=localhost;Port=geheim-R7kQ" })
            Assert.Contains("is no connection string", await SaysAsync(1, "database", "copy", "--to", nowhere));

        clinic.With("Database:Provider", "PostgreSql").With("Database:ConnectionString", database.ConnectionString);
        var before = LinesIn(await SaysAsync(0, "audit", "verify"));
        await using (var moved = clinic.Start())
        {
            await LiveOnAsync(await moved.ListeningAsync(), session);
            await moved.StopAsync();
        }

        // New rows of every kind follow the old ones: in the record too.
        Assert.InRange(LinesIn(await SaysAsync(0, "audit", "verify")), before + 3, long.MaxValue);
        Scoreboard.Record("database-copy", "SQLite to PostgreSQL", "verified by counts and the record", said.Split('\n')[0].Trim());
    }

    private static async Task LiveOnAsync(Uri address, string session)
    {
        var visitor = Visitor(address);
        foreach (var cookie in session.Split("; "))
            visitor.Cookies.SetCookies(new Uri("http://127.0.0.1/"), cookie);
        // The session of before, by the keys of before.
        (await visitor.OpenAsync("/Appointments")).Is(HttpStatusCode.OK).Shows("Mis citas");
        var ana = Visitor(address);
        var choice = await (await ana.SignInAsync("ana@demo.test", DemoClinic.Password)).FollowAsync("Pedir cita");
        // Who, which day, at what hour, how.
        for (var step = 0; step < 4; step++)
            choice = await ana.OpenAsync(choice.Document.QuerySelector<IHtmlAnchorElement>(".choices a")!.Href);
        (await choice.SubmitAsync("Confirmar la cita")).Is(HttpStatusCode.OK).Shows("Su cita está confirmada");
    }

    private static long LinesIn(string said) => long.Parse(Lines().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) lines verified")]
    private static partial Regex Lines();

    [Theory]
    [InlineData("Specialists", "RETURN NULL;", "Specialists has 2 rows here and 0 there")]
    [InlineData("DataProtectionKeys", """NEW."Xml" := regexp_replace(NEW."Xml", '<value>....', '<value>AAAA'); RETURN NEW;""", "the record there does not verify")]
    public async Task What_does_not_arrive_whole_is_not_committed(string table, string onTheWay, string reason)
    {
        await small.InAsync<ClinicDb>(db =>
        {
            db.AuditEvents.Add(Auditing.ChainExtras.Line(small.Now, AuditKind.VisitEntry, small.Ana.Id, "203.0.113.77"));
            return db.SaveChangesAsync();
        });
        await small.InAsync<AuditKeeper>(keeper => keeper.AnchorAsync(default));
        await using var there = await TestPostgres.CopyAsync("copied", connection => InAsync(connection, db => db.Database.MigrateAsync()));
        var trigger = $"""
            CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {onTheWay} END $$;
            CREATE TRIGGER lost BEFORE INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION lose();
            """;
        await InAsync(there.ConnectionString, db => db.Database.ExecuteSqlRawAsync(trigger));

        Assert.Contains(reason, await RefusalAsync(there));
        await InAsync(there.ConnectionString, async db => Assert.False(await db.Users.AnyAsync()));
    }

    [Fact]
    public async Task A_table_that_would_stay_behind_is_named()
    {
        await using var there = await TestPostgres.CreateAsync("copied");
        await small.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""CREATE TABLE "Forgotten" ("Id" INTEGER)"""));
        try
        {
            Assert.Contains("not the same tables (Forgotten)", await RefusalAsync(there));
        }
        finally
        {
            await small.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""DROP TABLE "Forgotten" """));
        }
    }

    [Fact]
    public async Task A_clinic_of_an_older_version_there_is_left_as_it_is()
    {
        await using var there = await TestPostgres.CreateAsync("copied");
        // One that nobody has made yet is made.
        await TestPostgres.DropAsync(there.Name);
        await small.InAsync<DatabaseCopy>(copy => copy.RunAsync(there.ConnectionString, default));
        await InAsync(there.ConnectionString, db => db.Database.ExecuteSqlRawAsync("""DROP TABLE "ClinicIdentity"; DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%\_Operating'"""));

        Assert.Contains("there is a clinic in that database already", await RefusalAsync(there));
        await InAsync(there.ConnectionString, async db => Assert.Single(await db.Database.GetPendingMigrationsAsync()));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_as_ever_and_one_that_has_much_to_do_is_not()
    {
        var opened = await small.InAsync<DatabaseCopy, Npgsql.NpgsqlConnectionStringBuilder>(copy => Task.FromResult<Npgsql.NpgsqlConnectionStringBuilder>(new(copy.To("Host=db"))));

        Assert.Equal((5, 0, 100), (opened.Timeout, opened.CommandTimeout, opened.MaxAutoPrepare));
    }

    public void Dispose() => clinic.Dispose();

    private static Visitor Visitor(Uri address) => new(address, new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });

    private async Task<string> RefusalAsync(TestDatabase there)
        => (await Assert.ThrowsAsync<StartFailure>(() => small.InAsync<DatabaseCopy>(copy => copy.RunAsync(there.ConnectionString, default)))).Message;

    private static async Task InAsync(string connection, Func<PostgresClinicDb, Task> work)
    {
        await using var db = new PostgresClinicDb(new DbContextOptionsBuilder<PostgresClinicDb>().UseNpgsql(connection).UseApplicationServiceProvider(TestModel.Services).Options);
        await work(db);
    }

    private async Task<string> SaysAsync(int code, params string[] verb)
    {
        await using var run = clinic.Start(verb);
        Assert.True(await run.EndAsync() == code, run.Said);
        Assert.DoesNotContain("geheim-R7kQ", run.Said);
        return run.Said;
    }
}
