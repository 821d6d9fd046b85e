using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Limits;

public abstract class LimitStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Nobody_floods_a_mailbox_by_asking_for_links_and_whoever_asks_learns_nothing()
    {
        var (stranger, other) = (clinic.Visitor(), clinic.Visitor());
        var (known, unknown) = (new List<string>(), new List<string>());
        for (var i = 0; i < 12; i++)
        {
            known.Add(await AskAsync(stranger, clinic.Carla.Email!));
            unknown.Add(await AskAsync(other, "nadie@example.test"));
        }

        Assert.Equal(5, await SentAsync());
        Assert.Single(known.Concat(unknown).Distinct());
        // Carla herself, from home.
        await AskAsync(clinic.Visitor(), clinic.Carla.Email!);
        Assert.Equal(6, await SentAsync());
        for (var i = 0; i < 20; i++)
            await AskAsync(clinic.Visitor(), clinic.Carla.Email!);
        Assert.Equal(16, await SentAsync());
        clinic.Clock.Advance(TimeSpan.FromHours(4));
        await AskAsync(stranger, clinic.Carla.Email!);
        Assert.Equal(17, await SentAsync());

        async Task<int> SentAsync()
        {
            await clinic.InAsync<AnswerRequests>(job => job.RunAsync(default));
            return await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync(m => m.RecipientId == clinic.Carla.Id && m.Kind == MailKind.PasswordReset));
        }
    }

    [Fact]
    public async Task Nobody_floods_a_mailbox_by_wishing_to_have_its_address()
    {
        for (var i = 0; i < 12; i++)
        {
            await using var scope = clinic.Services.CreateAsyncScope();
            var person = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Users.SingleAsync(u => u.Id == clinic.Carla.Id);
            // The same one, then others: it is one person who has all this mail sent.
            await scope.ServiceProvider.GetRequiredService<OwnAddress>().AskAsync(person, $"victima{Math.Max(0, i - 3)}@example.test", Actor.System, default);
        }

        Assert.Equal(5, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync(m => m.RecipientId == clinic.Carla.Id && m.Kind == MailKind.NewAddress)));
    }

    [Fact]
    public async Task One_place_that_asks_for_the_links_of_many_is_told_to_wait()
    {
        var visitor = clinic.Visitor();
        for (var i = 0; i < 21; i++)
            await AskAsync(visitor, $"somebody{i}@example.test");

        var form = await visitor.OpenAsync("/Identity/Account/ForgotPassword");
        var refused = await form.SubmitAsync("Input.Email", ("Input.Email", clinic.Ana.Email!));

        refused.Is(HttpStatusCode.TooManyRequests).Shows("Podrá intentarlo de nuevo en 30 s");
        await clinic.InAsync<AnswerRequests>(job => job.RunAsync(default));
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync(m => m.RecipientId == clinic.Ana.Id)));
    }

    [Fact]
    public async Task Somebody_is_not_invited_over_and_over()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await (await delia.OpenAsync("/Admin/Users")).SubmitAsync("Input.FullName",
            ("Input.FullName", "Hugo Nuño"), ("Input.Email", $"hugo-{now:MMdd}@example.test"), ("Input.Role", "Patient"), ("Input.Language", "es"));
        var hugo = await clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.SingleAsync(u => u.Email == $"hugo-{now:MMdd}@example.test"));
        for (var i = 0; i < 5; i++)
            (await (await delia.OpenAsync($"/Admin/Users/{hugo.Id}")).SubmitAsync("Enviar otra invitación")).Is(HttpStatusCode.OK);

        var refused = await (await delia.OpenAsync($"/Admin/Users/{hugo.Id}")).SubmitAsync("Enviar otra invitación");

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains("Ya se le han enviado varias invitaciones", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_page_and_every_machine_endpoint_declares_its_limit()
    {
        var without = clinic.Routes()
            .Where(e => e.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null && !e.IsAsset())
            .Select(e => e.RoutePattern.RawText!.Trim('/')).Distinct().Order();

        // The page that tells of limits, a style sheet of one line, the name and colour for home screens, two addresses that programs look for, the dashboard for administrators, and the demo's signals (Development only).
        Assert.Equal([".well-known/change-password", ".well-known/security.txt", "Admin/Jobs/{**path}", "DemoJitsi/{room}/signals", "Error", "manifest.webmanifest", "theme.css"], without);
    }

    [Theory]
    [InlineData("es", "Espere un momento")]
    [InlineData("en", "Please wait a moment")]
    public async Task Too_many_posts_from_one_place_get_a_page_in_words_and_others_notice_nothing(string language, string words)
    {
        var visitor = clinic.Visitor(language);
        var form = await visitor.OpenAsync("/Identity/Account/ForgotPassword");
        HttpResponseMessage? answer = null;
        for (var i = 0; i <= EndpointLimits.PostsAtSignIn * 2 && answer?.StatusCode != HttpStatusCode.TooManyRequests; i++)
            answer = await form.SubmitOnceAsync("Input.Email", ("Input.Email", "no address"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer!.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        Assert.Contains(words, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        (await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", "no address"))).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_program_that_asks_too_often_gets_no_page()
    {
        var program = clinic.Visitor();
        HttpResponseMessage? answer = null;
        for (var i = 0; i < 1000 && answer?.StatusCode != HttpStatusCode.TooManyRequests; i++)
            answer = await program.SendAsync(HttpMethod.Get, "/Calendar/nothing.ics");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer!.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    private static async Task<string> AskAsync(Visitor visitor, string email)
    {
        var answer = await (await visitor.OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", email));
        return $"{answer.Status} {answer.Path} {answer.Text}";
    }
}

public sealed class LimitStories_on_Sqlite(SqliteClinic clinic) : LimitStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class LimitStories_on_PostgreSql(PostgresClinic clinic) : LimitStories(clinic), IClassFixture<PostgresClinic>;
