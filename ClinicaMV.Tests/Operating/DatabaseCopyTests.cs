using System.Net;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Operating;

/// <summary><c>database copy</c>: the clinic that has outgrown SQLite goes on in PostgreSQL, where everybody finds their things.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class DatabaseCopyTests : IDisposable
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
        Assert.Contains("is no connection string", await SaysAsync(1, "database", "copy", "--to", "geheim-R7kQ"));

        clinic.With("Database:Provider", "PostgreSql").With("Database:ConnectionString", database.ConnectionString);
        Assert.Contains("lines verified", await SaysAsync(0, "audit", "verify"));
        await using var moved = clinic.Start();
        var visitor = Visitor(await moved.ListeningAsync());
        foreach (var cookie in session.Split("; "))
            visitor.Cookies.SetCookies(new Uri("http://127.0.0.1/"), cookie);
        // The session of before, by the keys of before.
        (await visitor.OpenAsync("/Appointments")).Is(HttpStatusCode.OK).Shows("Mis citas");
        Scoreboard.Record("database-copy", "SQLite to PostgreSQL", "verified by counts and the record", said.Split('\n')[0].Trim());
    }

    public void Dispose() => clinic.Dispose();

    private static Visitor Visitor(Uri address) => new(address, new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });

    private async Task<string> SaysAsync(int code, params string[] verb)
    {
        await using var run = clinic.Start(verb);
        Assert.True(await run.EndAsync() == code, run.Said);
        Assert.DoesNotContain("geheim-R7kQ", run.Said);
        return run.Said;
    }
}
