using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Appointments;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Operating;

/// <summary>Two processes over one PostgreSQL database behind a proxy that asks now the one, now the other.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class InstancesStories(PostgresClinic clinic) : IClassFixture<PostgresClinic>
{
    private const int Requests = 500;

    private const string SignIn = "/Identity/Account/Login";

    private static readonly Uri Outside = new("http://localhost/");

    [Fact]
    public async Task Whoever_is_signed_in_stays_so_on_both_and_when_one_is_killed_in_the_middle_of_a_visit()
    {
        await using var servers = await TwoServers.StartAsync(clinic);
        var proxy = new AlternatingProxy(servers.Addresses);
        var appointment = await BookSoonAsync(clinic.Ana, clinic.Bruno);
        var (ana, bruno) = (new Visitor(Outside, proxy), new Visitor(Outside, proxy));
        await ana.SignInAsync(clinic.Ana.Email!, TestClinic.Password);
        await bruno.SignInAsync(clinic.Bruno.Email!, TestClinic.Password);

        var forced = 0;
        for (var i = 0; i < Requests; i++)
            forced += await IsThrownOutAsync(i % 2 == 0 ? ana : bruno, (i / 2 % 3) switch { 0 => "/Appointments", 1 => "/Preferences", _ => $"/Appointments/{appointment.PublicId}" }) ? 1 : 0;
        Assert.Equal(0, forced);
        Assert.All(proxy.Asked, count => Assert.InRange(count, Requests / 2 - 20, Requests));

        // A form of one instance, sent to the other.
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room")).Is(HttpStatusCode.OK);
        await (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var room = RoomOf(await ana.OpenAsync($"/Visits/{appointment.PublicId}/Room"));

        await servers.KillAsync(0);
        proxy.LeaveOut(0);

        Assert.Equal(room, RoomOf(await ana.OpenAsync($"/Visits/{appointment.PublicId}/Room")));
        Assert.Equal(room, RoomOf(await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room")));
        using var status = await ana.SendAsync(HttpMethod.Get, $"/Visits/{appointment.PublicId}/Status");
        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync(e => e.Kind == ClinicaMV.Auditing.AuditKind.VisitEntry && e.ActorId == clinic.Ana.Id)));
        Scoreboard.Record("instances", "PostgreSQL", "several instances share everything; one killed throws nobody out", $"{Requests} requests alternating between 2 processes ({string.Join(" and ", proxy.Asked)}): {forced} forced sign-ins; one killed in a visit: 0 thrown out, the same room");
    }

    [Fact]
    public async Task A_door_that_opens_at_one_is_told_at_the_other_and_guesses_at_both_are_counted_together()
    {
        await using var servers = await TwoServers.StartAsync(clinic);
        var (carla, elena) = (At(servers.Addresses[0]), At(servers.Addresses[1]));
        var appointment = await BookSoonAsync(clinic.Carla, clinic.Elena);
        await carla.SignInAsync(clinic.Carla.Email!, TestClinic.Password);
        await elena.SignInAsync(clinic.Elena.Email!, TestClinic.Password);

        await carla.EnterAsync(appointment);
        using var waits = await carla.AskStatusAsync(appointment.PublicId);
        Assert.Contains("\"mustWait\":true", await waits.Content.ReadAsStringAsync());
        var held = carla.AskStatusAsync(appointment.PublicId, waits.Headers.ETag!.Tag, wait: 40);
        (await elena.EnterAsync(appointment)).IsAt($"/Visits/{appointment.PublicId}/Room");
        using var news = await held;
        Assert.Equal(HttpStatusCode.OK, news.StatusCode);
        Assert.Contains("\"mustWait\":false", await news.Content.ReadAsStringAsync());

        // Five are free, then each waits twice as long as the one before: a tenth for more than a minute in all. Two that count for themselves would look at ten at once.
        var (stranger, other) = (At(servers.Addresses[0]), At(servers.Addresses[1]));
        stranger.From = other.From = "203.0.113.77";
        var forms = new[] { await stranger.OpenAsync(SignIn), await other.OpenAsync(SignIn) };
        var looked = 0;
        for (var i = 0; i < 12; i++)
        {
            using var answer = await forms[i % 2].SubmitOnceAsync("Input.Password", ("Input.Email", clinic.Delia.Email!), ("Input.Password", $"no es la frase {i}"));
            looked += answer.StatusCode == HttpStatusCode.BadRequest ? 1 : 0;
        }

        Assert.InRange(looked, 5, 9);
    }

    [Fact]
    public async Task Instances_that_start_in_the_same_moment_on_an_empty_database_all_start()
    {
        await using var empty = await TestPostgres.CreateAsync("starts");
        var apps = Enumerable.Range(0, 3).Select(i => ClinicaMVSetup.Build(
        [
            "--Database:Provider=PostgreSql", $"--Database:ConnectionString={empty.ConnectionString}", $"--Database:DataDirectory={Directory.CreateDirectory(Path.Combine(clinic.Folder, $"starts-{i}"))}",
            "--Clinic:PublicUrl=http://localhost/", "--environment=Development",
        ])).ToList();

        await Task.WhenAll(apps.Select(app => Task.Run(() => app.Services.ReadyDatabaseAsync(default, serves: true))));

        await using (var scope = apps[0].Services.CreateAsyncScope())
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<ClinicDb>().ClinicIdentity.CountAsync());
        foreach (var app in apps)
            await app.DisposeAsync();
    }

    [Fact]
    public async Task What_a_web_process_is_asked_for_a_worker_does()
    {
        using var webs = Role("web");
        using var works = Role("worker");
        await using var web = webs.Start();
        await using var worker = works.Start();
        var (outside, inside) = (await web.ListeningAsync(), await worker.ListeningAsync());
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(inside)).StatusCode);
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri(inside, "/health/ready")));

        var carla = new Visitor(outside, new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        await (await carla.OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", clinic.Carla.Email!));

        var mail = Path.Combine(works.Data, "mail");
        for (var waited = 0; !Directory.Exists(mail) || Directory.GetFiles(mail, "*.eml").Length == 0; waited++)
        {
            Assert.True(waited < 600, worker.Said);
            await Task.Delay(100);
        }

        Assert.False(Directory.Exists(Path.Combine(webs.Data, "mail")));
    }

    private Installation Role(string role) => Installation.ForDevelopment().With("Clinic:Demo", "false").With("Role", role)
        .On(clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value);

    private Task<Appointment> BookSoonAsync(ClinicUser patient, ClinicUser specialist)
    {
        // By the clock of the world, which the processes go by.
        clinic.Clock.SetUtcNow(DateTimeOffset.UtcNow);
        return clinic.BookAsync(new DateTime(DateTime.UtcNow.AddMinutes(5).Ticks / (5 * TimeSpan.TicksPerMinute) * (5 * TimeSpan.TicksPerMinute), DateTimeKind.Utc), patient: patient, specialist: specialist);
    }

    private static Visitor At(Uri instance) => new(instance, new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    private static string RoomOf(Page page) => page.Is(HttpStatusCode.OK).Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;

    private static async Task<bool> IsThrownOutAsync(Visitor visitor, string address)
    {
        using var answer = await visitor.SendAsync(HttpMethod.Get, address);
        return answer.StatusCode != HttpStatusCode.OK;
    }
}
