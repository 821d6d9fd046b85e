using System.Security.Claims;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// What this machine, Kestrel and the database can do at all: each rung does one thing more than the one below it, on the clinic's own database
/// with the clinic's own connections (the last two both add one row on the disk: by itself, or together with others). What the portal does is told as a share of these.
/// </summary>
internal sealed class Ladder : IAsyncDisposable
{
    private const int Requests = 10_000;

    private static readonly string[] Names = ["hello", "cookie", "read", "insert", "group-commit"];

    private readonly WebApplication app;
    private readonly AsyncServiceScope scope;
    private readonly GroupCommit group;
    private readonly HttpClient http;

    private Ladder(WebApplication app, AsyncServiceScope scope, GroupCommit group, HttpClient http)
    {
        (this.app, this.scope, this.group, this.http) = (app, scope, group, http);
    }

    /// <param name="crowd">Whose doors can be opened here too.</param>
    public static async Task<Ladder> StartAsync(TestClinic clinic, Appointment appointment, PortalCrowd? crowd)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseAuthentication();
        app.UseAuthorization();
        // Nobody asks who it is.
        app.MapGet("/hello", () => "Hello").ShortCircuit();
        app.MapGet("/sign-in", (HttpContext context) => context.SignInAsync(new(new ClaimsIdentity([new(ClaimTypes.Name, "somebody")], CookieAuthenticationDefaults.AuthenticationScheme))));
        app.MapGet("/cookie", () => "Hello").RequireAuthorization();
        var id = appointment.PublicId;
        Task<DateTime> ReadAsync() => clinic.InAsync<ClinicDb, DateTime>(db => db.Appointments.Where(a => a.PublicId == id).Select(a => a.StartsAt).SingleAsync());
        app.MapGet("/read", ReadAsync).RequireAuthorization();
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("CREATE TABLE \"Ladder\" (\"Text\" varchar(40) NOT NULL)"));
        app.MapGet("/insert", async () => await clinic.InAsync<ClinicDb, int>(async db =>
        {
            await ReadAsync();
            // On a connection of its own: a commit for each. Closed here: the context would keep it, and share no commit in anybody's hands after that.
            await db.Database.OpenConnectionAsync();
            try
            {
                return await db.InTurnAsync(() => db.Database.ExecuteSqlAsync($"INSERT INTO \"Ladder\" VALUES ({"a row that is on the disk"})"), default);
            }
            finally
            {
                await db.Database.CloseConnectionAsync();
            }
        })).RequireAuthorization();
        // The clinic's own connection, told what all of them are told.
        var scope = clinic.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ClinicDb>().Database;
        await database.OpenConnectionAsync();
        var group = new GroupCommit(database.GetDbConnection(), "\"Ladder\"", "('a row that is on the disk')");
        app.MapGet("/group-commit", async () =>
        {
            await ReadAsync();
            await group.InsertAsync();
        }).RequireAuthorization();
        app.MapGet("/door/{number:int}", (int number) => crowd!.OpenRoomAsync(clinic, number)).RequireAuthorization();
        await app.StartAsync();
        using var stranger = Load.Client(app.Urls.Single());
        using var inside = (await stranger.GetAsync("/sign-in")).EnsureSuccessStatusCode();
        return new(app, scope, group, Load.Client(app.Urls.Single(), inside.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));
    }

    /// <summary>From the lowest to the highest.</summary>
    public IReadOnlyList<Question> Rungs => [.. Names.Select(name => new Question(name, Requests, name, "", _ => AskAsync(name)))];

    /// <summary>What an issued room is apart from its page: the gate, its line in the record's chain and the token, over the same network and with the same cookie as the rungs.</summary>
    public Question Door => new("door", 6_000, "group-commit", "gate, line of record in the chain, token: at least 0.3 of the rung, p99 under 20 ms at 32 at once on SQLite, at most 0.4 ms CPU", i => AskAsync($"door/{i}"))
    {
        Meets = (door, rung) => door.Rate >= 0.3 * rung.Rate && door.CpuPerRequest <= 0.4 && (door.AtOnce < 32 || door.P99 < 20),
    };

    private Task<HttpResponseMessage> AskAsync(string path) => http.SendAsync(Load.Request(HttpMethod.Get, $"/{path}"));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await group.DisposeAsync();
        await scope.DisposeAsync();
    }
}
