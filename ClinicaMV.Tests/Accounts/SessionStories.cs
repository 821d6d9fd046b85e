using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Accounts;

public abstract class SessionStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task A_patients_session_goes_on_while_it_is_used_and_ends_after_thirty_days()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        for (var day = 0; day < 59; day++)
        {
            clinic.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1));
            (await ana.OpenAsync("/Appointments")).IsAt("/Appointments");
        }

        clinic.Clock.Advance(TimeSpan.FromHours(12));
        (await ana.OpenAsync("/Appointments")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task On_ones_own_device_a_patient_stays_signed_in_for_thirty_days_and_elsewhere_for_twelve_hours()
    {
        var (own, elsewhere) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Ana));
        await (await own.OpenAsync("/Identity/Account/Login")).SubmitAsync("Input.Password", ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password), ("Input.RememberMe", "true"));

        clinic.Clock.Advance(TimeSpan.FromHours(12));
        (await elsewhere.OpenAsync("/Appointments")).IsAt("/Identity/Account/Login");
        (await own.OpenAsync("/Appointments")).IsAt("/Appointments");
        clinic.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromHours(12));
        (await own.OpenAsync("/Appointments")).IsAt("/Identity/Account/Login");
    }

    [Theory]
    [InlineData("/Preferences?from=mail", "Guardar", "/Preferences")]
    [InlineData("/MyData", "Pedir la supresión", "/MyData")]
    public async Task A_form_sent_after_the_session_has_ended_is_said_to_be_lost_and_its_page_comes_back(string address, string button, string path)
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(address);
        clinic.Clock.Advance(TimeSpan.FromHours(12));

        Assert.DoesNotContain("guardado", (await ana.OpenAsync(address)).IsAt("/Identity/Account/Login").Text);
        var signIn = (await form.SubmitAsync(button)).IsAt("/Identity/Account/Login");
        Assert.Contains("no se ha guardado nada", signIn.Document.QuerySelector("[role=status]")?.TextContent);

        var back = await signIn.SubmitAsync("Input.Password", ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password));
        back.Is(HttpStatusCode.OK).IsAt(path);
        Assert.Equal(new Uri(new("http://localhost"), address).Query, back.Response.RequestMessage!.RequestUri!.Query);
    }

    [Fact]
    public async Task Staff_are_out_after_half_an_hour_without_them_and_after_twelve_hours_in_any_case()
    {
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        for (var i = 0; i < 24; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(29));
            (await bruno.OpenAsync("/Today")).IsAt("/Today");
        }

        clinic.Clock.Advance(TimeSpan.FromMinutes(24));
        (await bruno.OpenAsync("/Today")).IsAt("/Identity/Account/Login");
        bruno = await clinic.SignedInAsync(clinic.Bruno);
        clinic.Clock.Advance(TimeSpan.FromMinutes(30));
        (await bruno.OpenAsync("/Today")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task A_visit_keeps_its_specialist_signed_in_and_a_list_that_asks_by_itself_does_not()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5), minutes: 120);
        var (inRoom, left) = (await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Bruno));
        await (await inRoom.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        for (var i = 0; i < 4; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(20));
            (await inRoom.OpenAsync($"/Visits/{appointment.PublicId}/Status")).Is(HttpStatusCode.OK).IsAt($"/Visits/{appointment.PublicId}/Status");
            using var request = new HttpRequestMessage(HttpMethod.Get, "/Today");
            request.Headers.Add(SessionHandler.UnattendedHeader, "1");
            using var answer = await left.Http.SendAsync(request);
            Assert.Equal(i == 0 ? HttpStatusCode.OK : HttpStatusCode.Redirect, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Nobody_is_signed_out_in_the_middle_of_a_visit_however_long_the_day_was()
    {
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var appointment = await clinic.BookAsync(now.AddHours(11.75));
        for (var i = 0; i < 23; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(29));
            (await bruno.OpenAsync("/Today")).IsAt("/Today");
        }

        clinic.Clock.Advance(TimeSpan.FromMinutes(25));
        var room = await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        clinic.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.True(clinic.Now > now.AddHours(12));
        (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room")).IsAt($"/Visits/{appointment.PublicId}/Room");
        (await room.SubmitAsync("Sí, terminar la consulta")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task Two_hundred_live_sessions_are_over_at_the_next_request_when_their_people_change()
    {
        var (served, tried) = (0, 0);
        foreach (var change in new Func<ClinicUser, Task>[] { DisableAsync, ChangePasswordAsync, LoseRoleAsync, EndAllAsync })
        {
            var person = await clinic.AddAsync(Roles.Specialist);
            var browsers = await OpenAsync(person, 50);
            Assert.Equal(HttpStatusCode.OK, (await browsers[0].SendAsync(HttpMethod.Get, "/Today")).StatusCode);
            await change(person);
            foreach (var browser in browsers)
            {
                using var answer = await browser.SendAsync(HttpMethod.Get, "/Today");
                tried++;
                served += answer.IsSuccessStatusCode ? 1 : 0;
            }
        }

        Assert.Equal((200, 0), (tried, served));
        Scoreboard.Record("S13", GetType().Name, "disabled, changed role or password, “sign out everywhere”: in force within 60 s on every instance", $"{tried} live sessions, {served} served at the next request");

        Task DisableAsync(ClinicUser person) => clinic.DisableAsync(person);
        Task ChangePasswordAsync(ClinicUser person) => clinic.InAsync<ClinicDb>(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == person.Id);
            user.TakePassword(user.PasswordHash!, await db.EnteredRoomsAsync(user.Id, default));
            await db.SaveChangesAsync();
        });
        Task LoseRoleAsync(ClinicUser person) => clinic.InAsync<ClinicDb>(db => db.UserRoles.Where(r => r.UserId == person.Id).ExecuteDeleteAsync());
        Task EndAllAsync(ClinicUser person) => clinic.InAsync<PeopleKeeper>(keeper => keeper.EndSessionsAsync(person.Id, new(clinic.Delia.Id, Roles.Administrator), default));
    }

    [Fact]
    public async Task My_devices_lists_where_I_am_signed_in_and_ends_one_or_all_others_and_nobody_elses()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var (here, phone, tablet) = (await clinic.SignedInAsync(person), await OnAsync("Mozilla/5.0 (iPhone) Version/18 Safari/604.1"), await OnAsync("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"));
        var stranger = await clinic.SignedInAsync(clinic.Ana);
        var list = (await here.OpenAsync("/Account/Devices")).Shows("Safari, iPhone").Shows("Firefox, Windows").Shows("Este dispositivo");
        var id = list.Document.QuerySelectorAll(".waiting-row").Single(r => r.TextContent.Contains("iPhone")).QuerySelector("button[name=session]")!.GetAttribute("value")!;

        await (await stranger.OpenAsync("/Account")).SubmitElsewhereAsync("language", "/Account/Devices?handler=End", ("session", id));
        (await phone.OpenAsync("/Account")).IsAt("/Account");
        await list.SubmitAsync("session", ("session", id));
        (await phone.OpenAsync("/Account")).IsAt("/Identity/Account/Login");
        (await tablet.OpenAsync("/Account")).IsAt("/Account");

        (await (await here.OpenAsync("/Account/Devices")).SubmitAsync("Cerrar todas las demás")).Is(HttpStatusCode.OK);
        (await tablet.OpenAsync("/Account")).IsAt("/Identity/Account/Login");
        (await here.OpenAsync("/Account")).IsAt("/Account");

        async Task<Visitor> OnAsync(string browser)
        {
            var visitor = clinic.Visitor();
            visitor.Http.DefaultRequestHeaders.Add("User-Agent", browser);
            await visitor.SignInAsync(person.Email!, TestClinic.Password);
            return visitor;
        }
    }

    [Fact]
    public async Task Every_sign_in_has_a_new_key_the_database_has_only_its_hash_and_the_old_one_is_over()
    {
        var visitor = await clinic.SignedInAsync(clinic.Ana);
        var before = Key(visitor);
        await visitor.SignInAsync(clinic.Ana.Email!, TestClinic.Password);

        Assert.NotEqual(before, Key(visitor));
        Assert.Equal(HttpStatusCode.Redirect, (await WithKey(before).SendAsync(HttpMethod.Get, "/Appointments")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WithKey(Key(visitor)).SendAsync(HttpMethod.Get, "/Appointments")).StatusCode);
        Assert.DoesNotContain(await clinic.InAsync<ClinicDb, List<string>>(db => db.Sessions.Select(s => s.KeyHash).ToListAsync()), hash => hash == Key(visitor));

        static string Key(Visitor visitor) => visitor.Cookies.GetCookies(new Uri("http://localhost/"))["session"]!.Value;
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("CfDJ8N-an-old-cookie-of-the-framework")]
    public async Task A_cookie_that_is_no_key_is_nobody(string value)
        => Assert.Equal(HttpStatusCode.Redirect, (await WithKey(value).SendAsync(HttpMethod.Get, "/Appointments")).StatusCode);

    [Fact]
    public async Task Sessions_that_are_over_are_deleted_and_the_others_stay()
    {
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.InAsync<SessionPruning>(job => job.RunAsync(default));

        Assert.Equal((1, 0), await clinic.InAsync<ClinicDb, (int, int)>(async db => (await db.Sessions.CountAsync(s => s.PersonId == clinic.Ana.Id && s.StartedAt == now), await db.Sessions.CountAsync(s => s.PersonId == clinic.Bruno.Id))));
        (await ana.OpenAsync("/Appointments")).IsAt("/Appointments");
    }

    private async Task<List<Visitor>> OpenAsync(ClinicUser person, int count)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var (keeper, db) = (scope.ServiceProvider.GetRequiredService<SessionKeeper>(), scope.ServiceProvider.GetRequiredService<ClinicDb>());
        var user = await db.Users.SingleAsync(u => u.Id == person.Id);
        string[] keys = [.. Enumerable.Range(0, count).Select(_ => keeper.Open(user, hasSecondStep: false, isRemembered: false, "Test"))];
        await db.SaveChangesAsync();
        return [.. keys.Select(WithKey)];
    }

    private Visitor WithKey(string key)
    {
        var visitor = clinic.Visitor();
        visitor.Cookies.Add(new Cookie("session", key, "/", "localhost"));
        return visitor;
    }
}

public sealed class SessionStories_on_Sqlite(SqliteClinic clinic) : SessionStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SessionStories_on_PostgreSql(PostgresClinic clinic) : SessionStories(clinic), IClassFixture<PostgresClinic>;
