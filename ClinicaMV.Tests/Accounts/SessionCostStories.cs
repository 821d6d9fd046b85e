using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Accounts;

/// <summary>What it costs a request to know whose it is, and that no instance remembers it for another.</summary>
public abstract class SessionCostStories(TestClinic clinic, AskedCommands asked)
{
    [Fact]
    public async Task Being_signed_in_costs_a_page_no_more_reads_than_the_settings_do_and_a_file_none()
    {
        var (stranger, ana) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Ana));

        var (without, with, file) = (await CostAsync(stranger, "/Identity/Account/ForgotPassword"), await CostAsync(ana, "/Identity/Account/Logout"), await CostAsync(ana, "/css/clinic.css"));

        // Who it is and which settings are in force, in one read by the index.
        Assert.Equal((1, 1, 0), (without, with, file));
        Assert.Equal(clinic is PostgresClinic ? 1 : 0, await CostAsync(ana, "/Identity/Account/Logout", afterCommit: false));
        var plan = await clinic.InAsync<ClinicDb, IReadOnlyList<string>>(db => asked.PlanOfAsync(db, "\"KeyHash\" ="));
        Assert.Contains(plan, step => step.Contains("IX_Sessions_KeyHash"));
        Scoreboard.Record("Accounts", GetType().Name, "the cookie of a signed-in request costs at most one indexed read", $"{with} read, which the settings cost a stranger too, {file} for a file");
    }

    private async Task<int> CostAsync(Visitor visitor, string address, bool afterCommit = true)
    {
        // The first one may find things that are looked up once.
        await OpenAsync();
        // What SQLite has read stays true until somebody commits.
        if (afterCommit)
            await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == clinic.Bruno.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.ConcurrencyStamp, Guid.NewGuid().ToString())));
        var before = asked.Texts.Count;
        await OpenAsync();
        return asked.Texts.Count - before;

        async Task OpenAsync()
        {
            using var answer = await visitor.SendAsync(HttpMethod.Get, address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}

public sealed class AskedClinic : SqliteClinic
{
    public AskedCommands Asked { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.ConfigureDbContext<SqliteClinicDb>(options => options.AddInterceptors(Asked)));
    }
}

public sealed class AskedPostgresClinic : PostgresClinic
{
    public AskedCommands Asked { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.ConfigureDbContext<PostgresClinicDb>(options => options.AddInterceptors(Asked)));
    }
}

public sealed class SessionCostStories_on_Sqlite(AskedClinic clinic) : SessionCostStories(clinic, clinic.Asked), IClassFixture<AskedClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SessionCostStories_on_PostgreSql(AskedPostgresClinic clinic) : SessionCostStories(clinic, clinic.Asked), IClassFixture<AskedPostgresClinic>
{
    /// <summary>Only PostgreSQL has several instances.</summary>
    [Fact]
    public async Task Whoever_is_out_on_one_instance_is_out_on_the_other_at_the_next_request()
    {
        await using var second = clinic.WithWebHostBuilder(_ => { });
        var served = 0;
        foreach (var change in new Func<ClinicUser, Task>[] { person => clinic.DisableAsync(person), EndAllAsync })
        {
            var person = await clinic.AddAsync(Roles.Specialist);
            var visitor = await clinic.SignedInAsync(person);
            using var elsewhere = second.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
            elsewhere.DefaultRequestHeaders.Add("Cookie", visitor.Cookies.GetCookieHeader(new Uri("http://localhost/")));
            Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/Today")).StatusCode);

            await change(person);

            served += (await elsewhere.GetAsync("/Today")).IsSuccessStatusCode ? 1 : 0;
        }

        Assert.Equal(0, served);
        Scoreboard.Record("S13", $"{GetType().Name}, two instances", "changed on one instance, asked on the other", $"2 tried, {served} served at the next request");

        Task EndAllAsync(ClinicUser person) => clinic.InAsync<PeopleKeeper>(keeper => keeper.EndSessionsAsync(person.Id, new(clinic.Delia.Id, Roles.Administrator), default));
    }
}
