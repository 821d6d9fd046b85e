using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Hangfire;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicaMV.Tests.Web;

/// <summary>S26: names, addresses, codes, rooms and secrets are planted in everything that people do; logs, job arguments and traces hold none.</summary>
public abstract class CanaryStories(TestClinic clinic, Said said)
{
    private const string Name = "Quisquilla Zarzamora";
    private const string Email = "quisquilla.zarzamora@canario.test";
    private const string Password = "correhuela y verdolaga";

    private readonly List<string> canaries = ["Quisquilla", "Zarzamora", "quisquilla.zarzamora", "correhuela", "García Ruiz", "ana@example.test", "bruno@example.test", TestClinic.Password];

    [Fact]
    public async Task Logs_job_arguments_and_traces_hold_no_person_no_secret_and_no_room()
    {
        clinic.NewDay();
        var traces = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.Select(e => string.Join(' ', e.Tags)))}"),
        };
        ActivitySource.AddActivityListener(listener);

        await AccountsAsync();
        await VisitsAsync();
        await FeedAsync();
        await FaultsAsync();

        var jobs = clinic.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        var arguments = jobs.Queues().SelectMany(q => jobs.EnqueuedJobs(q.Name, 0, 1000)).Select(j => $"{j.Value.Job} {string.Join(' ', j.Value.Job.Args)}").ToList();
        var all = said.Concat(arguments).Concat(traces).ToList();
        Assert.InRange(said.Count, 30, int.MaxValue);
        Assert.NotEmpty(arguments);
        var found = all.SelectMany(line => canaries.Where(c => line.Contains(c, StringComparison.OrdinalIgnoreCase)).Select(c => $"{c} in {line}")).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
        Scoreboard.Record("S26", GetType().Name, "planted names, addresses, codes, rooms and secrets in logs, job arguments and traces",
            $"{canaries.Count} planted; {said.Count} lines, {arguments.Count} jobs, {traces.Count} traces; {found.Count} found");
    }

    private async Task AccountsAsync()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await (await delia.OpenAsync("/Admin/Users")).SubmitAsync("Input.FullName", ("Input.FullName", Name), ("Input.Email", Email), ("Input.Role", Roles.Patient), ("Input.Language", "es"));
        // A constant would stand in the query, and so in its trace.
        var email = Email;
        var person = await clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.SingleAsync(u => u.Email == email));
        var invitation = Planted((await clinic.MailToAsync(person)).Link());
        var visitor = clinic.Visitor();
        await (await visitor.OpenAsync(invitation)).SubmitAsync("Input.Password", ("Input.Password", Password), ("Input.ConfirmPassword", Password));
        (await clinic.Visitor().SignInAsync(Email, Password + "!")).Is(HttpStatusCode.BadRequest);
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", Email));
        var reset = Planted((await clinic.MailToAsync(person)).Link());
        await (await clinic.Visitor().OpenAsync(reset)).SubmitAsync("Input.Password", ("Input.Password", Password), ("Input.ConfirmPassword", Password));
        await delia.OpenAsync($"/Patients?words={Uri.EscapeDataString(Name)}");
        await delia.OpenAsync($"/Admin/Users?Words={Uri.EscapeDataString(Email)}");
        await (await delia.OpenAsync("/Admin/Import")).UploadAsync("file", System.Text.Encoding.UTF8.GetBytes($"nombre,correo\n{Name},x{Email}\n{Name},no es correo\n"));
    }

    private async Task VisitsAsync()
    {
        var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5));
        var (bruno, ana) = (await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Ana));
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Room");
        await (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var room = (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Room")).Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;
        canaries.Add(room);
        await ana.OpenAsync($"/DemoJitsi/{room}");
        await ana.OpenAsync($"/DemoJitsi/{room}/signals?token={Email}");
        await clinic.CancelAsync(await clinic.BookAsync(clinic.Now.AddDays(3)));
        await clinic.DeliverAsync();
        await CompanionAsync(bruno, appointment.PublicId);
    }

    private async Task CompanionAsync(Visitor bruno, string id)
    {
        var form = await bruno.OpenAsync($"/Appointments/{id}/Companions");
        await form.SubmitAsync("Input.Name", ("Input.Name", Name), ("Input.Relationship", "Carer"), ("Input.Email", Email), ("Input.Language", "es"));
        var link = Planted((await clinic.DeliverAsync()).Last(m => m.To.Mailboxes.Single().Address == Email && m.Subject!.StartsWith("Invitación:", StringComparison.Ordinal)).Link());
        var marta = clinic.Visitor();
        await (await marta.OpenAsync(link)).SubmitAsync("Entrar");
        await clinic.Visitor().OpenAsync(link);
        await (await bruno.OpenAsync($"/Appointments/{id}/Companions")).SubmitAsync($"Dejar pasar: {Name}");
        await marta.OpenAsync(link);
    }

    private async Task FeedAsync()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var page = await (await ana.OpenAsync("/Calendar")).SubmitAsync("Crear la dirección");
        var feed = System.Text.RegularExpressions.Regex.Match(page.Document.DocumentElement.OuterHtml, "/Calendar/([A-Za-z0-9_-]+)\\.ics");
        Assert.True(feed.Success, page.Text);
        canaries.Add(feed.Groups[1].Value);
        await clinic.Visitor().OpenAsync(feed.Value);
    }

    /// <summary>What strangers and mishaps write: paths, queries, methods and headers that nobody expects, and a failure with words in it.</summary>
    private async Task FaultsAsync()
    {
        var visitor = clinic.Visitor();
        foreach (var address in new[] { $"/{Email}", $"/Appointments?x={Email}", $"/Identity/Account/ResetPassword?id={Email}&code={Email}", $"/Calendar/{Email}.ics", $"/Mailbox/{Email}" })
            await visitor.OpenAsync(address);
        using var odd = new HttpRequestMessage(new HttpMethod("QUISQUILLA"), $"/{Email}");
        odd.Headers.TryAddWithoutValidation("User-Agent", Email);
        odd.Headers.TryAddWithoutValidation("Referer", $"https://x.test/{Email}");
        using var answer = await visitor.Http.SendAsync(odd);

        // As the framework's handler of failures does, on an endpoint that is marked, and when the error page answers for it by then.
        var marked = clinic.Routes().First(r => r.Path() == "/Calendar/{secret}.ics");
        var errorPage = new DefaultHttpContext();
        errorPage.SetEndpoint(clinic.Routes().First(r => r.Path() == "/Error"));
        errorPage.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature { Error = new FormatException(Email), Path = "/", Endpoint = marked });
        var asked = new DefaultHttpContext();
        asked.SetEndpoint(marked);
        foreach (var (what, request) in new[] { ("asked for", asked), ("the error page", errorPage) })
        {
            clinic.Services.GetRequiredService<IHttpContextAccessor>().HttpContext = request;
            clinic.Services.GetRequiredService<ILogger<CanaryStories>>().LogError(new FormatException($"“{Email}” is no secret.", new ArgumentException(Name)), "An unhandled failure: {What}", what);
            clinic.Services.GetRequiredService<IHttpContextAccessor>().HttpContext = null;
            Assert.Contains(said, line => line.Contains("An unhandled failure") && line.Contains(what) && line.Contains(nameof(FormatException)));
        }
    }

    /// <summary>The code in a link is a secret of its own.</summary>
    private string Planted(string link)
    {
        canaries.Add(link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..]);
        return link;
    }
}

public sealed class CanaryStories_on_Sqlite(ListenedClinic clinic) : CanaryStories(clinic, clinic.Said), IClassFixture<ListenedClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class CanaryStories_on_PostgreSql(ListenedPostgresClinic clinic) : CanaryStories(clinic, clinic.Said), IClassFixture<ListenedPostgresClinic>;
