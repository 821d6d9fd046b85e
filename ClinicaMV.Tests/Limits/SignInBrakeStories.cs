using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Limits;

public abstract class SignInBrakeStories(TestClinic clinic)
{
    private const int Attempts = 300;
    private const int MostAnHour = 50;
    private const string Wrong = "no es esta frase";

    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Guesses_from_everywhere_are_fifty_an_hour_and_the_owner_still_enters_in_a_known_browser_or_by_mail()
    {
        var home = await clinic.SignedInAsync(clinic.Bruno);
        await (await home.OpenAsync("/Identity/Account/Logout")).SubmitAsync("Salir");
        var guesses = new Guesses(clinic, clinic.Bruno);

        var looked = await guesses.RunAsync(Attempts, i => $"198.{18 + i / 65536}.{i / 256 % 256}.{i % 256}");

        Assert.InRange(looked, 20, MostAnHour);
        (await home.SignInAsync(clinic.Bruno.Email!, TestClinic.Password)).IsAt("/Today");
        var elsewhere = clinic.Visitor();
        await (await elsewhere.OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", clinic.Bruno.Email!));
        var inside = await (await elsewhere.OpenAsync((await clinic.MailToAsync(clinic.Bruno)).Link()))
            .SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password), ("Input.ConfirmPassword", TestClinic.Password));
        inside.IsAt("/Today");
        Scoreboard.Record("S10", GetType().Name, "guesses at one account from as many places, in an hour", $"{Attempts} tried, {looked} looked at; the owner entered in a known browser and by mail");
    }

    [Fact]
    public async Task Guesses_from_one_place_keep_nobody_out_who_comes_from_another()
    {
        var looked = await new Guesses(clinic, clinic.Ana).RunAsync(Attempts, _ => "203.0.113.9");

        Assert.InRange(looked, 5, MostAnHour);
        (await clinic.Visitor().SignInAsync(clinic.Ana.Email!, TestClinic.Password)).IsAt("/Appointments");
        Scoreboard.Record("S10", $"{GetType().Name}, one place", "guesses at one account from one place, in an hour", $"{Attempts} tried, {looked} looked at; the owner entered from another address");
    }

    [Fact]
    public async Task A_whole_64_of_IPv6_is_one_place()
    {
        var looked = await new Guesses(clinic, clinic.Carla).RunAsync(50, i => $"2001:db8:1:2:{i:x}::{i:x}");

        Assert.InRange(looked, 5, 20);
    }

    [Fact]
    public async Task Forty_guesses_at_once_are_forty_refusals_on_record_and_six_looks_at_the_password()
    {
        var form = await clinic.Visitor().OpenAsync("/Identity/Account/Login");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => form.SubmitOnceAsync("Input.Password",
            ("Input.Email", clinic.Elena.Email!), ("Input.Password", $"no es la frase {i}"))));

        Assert.Equal((6, 34), (answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest), answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests)));
        var reasons = await clinic.InAsync<ClinicDb, List<string?>>(db => db.AuditEvents.Where(e => e.ActorId == clinic.Elena.Id && e.At == now).Select(e => e.Reason).ToListAsync());
        Assert.Equal((6, 34), (reasons.Count(r => r == "WrongPassword"), reasons.Count(r => r == "LockedOut")));
    }

    [Fact]
    public async Task Eight_guesses_at_once_after_each_wait_are_one_look_and_the_next_wait_is_twice_as_long()
    {
        var form = await clinic.Visitor().OpenAsync("/Identity/Account/Login");
        for (var i = 0; i < 6; i++)
            await GuessAsync(1);

        foreach (var wait in new[] { 2, 4, 8, 16, 32 })
        {
            var held = await GuessAsync(8);
            Assert.All(held, a => Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(wait)), (a.StatusCode, a.Headers.RetryAfter!.Delta!.Value)));
            clinic.Clock.Advance(TimeSpan.FromSeconds(wait));

            var answers = await GuessAsync(8);

            Assert.Equal((1, 7), (answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest), answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests)));
        }

        Task<HttpResponseMessage[]> GuessAsync(int atOnce) => Task.WhenAll(Enumerable.Range(0, atOnce).Select(i => form.SubmitOnceAsync("Input.Password",
            ("Input.Email", clinic.Carla.Email!), ("Input.Password", $"no es la frase {i}"))));
    }

    [Fact]
    public async Task Who_guesses_is_told_in_words_how_long_to_wait_and_known_and_unknown_addresses_alike()
    {
        var (known, unknown) = (await SeventhAsync(clinic.Delia.Email!, "es"), await SeventhAsync("nadie@example.test", "es"));
        var english = await SeventhAsync("nobody@example.test", "en");

        known.Is(HttpStatusCode.TooManyRequests).Shows("Podrá intentarlo de nuevo en 2 s");
        Assert.Equal(TimeSpan.FromSeconds(2), known.Response.Headers.RetryAfter!.Delta);
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
        english.Shows("You can try again in 2 s");
        Assert.Equal(clinic.Delia.Email, known.Document.QuerySelector("#Input_Email")!.GetAttribute("value"));

        async Task<Page> SeventhAsync(string email, string language)
        {
            var visitor = clinic.Visitor(language);
            for (var i = 0; i < 6; i++)
                (await visitor.SignInAsync(email, Wrong)).Is(HttpStatusCode.BadRequest);
            return await visitor.SignInAsync(email, Wrong);
        }
    }

    [Fact]
    public async Task A_right_password_is_no_guess()
    {
        for (var i = 0; i < 25; i++)
            (await clinic.Visitor().SignInAsync(clinic.Elena.Email!, TestClinic.Password)).IsAt("/Today");
    }

    [Fact]
    public async Task The_cookie_of_a_known_browser_opens_nothing_and_ends_in_the_same_growing_wait()
    {
        var home = await clinic.SignedInAsync(clinic.Elena);
        await (await home.OpenAsync("/Identity/Account/Logout")).SubmitAsync("Salir");
        (await home.OpenAsync("/Today")).IsAt("/Identity/Account/Login");

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
            answers.Add((await home.SignInAsync(clinic.Elena.Email!, Wrong)).Status);

        Assert.Equal((11, 1), (answers.Count(a => a == HttpStatusCode.BadRequest), answers.Count(a => a == HttpStatusCode.TooManyRequests)));
        (await clinic.Visitor().SignInAsync(clinic.Elena.Email!, TestClinic.Password)).IsAt("/Today");
    }

    [Fact]
    public async Task Counts_are_hashes_and_are_pruned_after_a_day_of_quiet()
    {
        (await clinic.Visitor().SignInAsync(clinic.Ana.Email!, Wrong)).Is(HttpStatusCode.BadRequest);
        var counts = await clinic.InAsync<ClinicDb, List<BrakeCount>>(db => db.BrakeCounts.AsNoTracking().ToListAsync());
        Assert.NotEmpty(counts);
        Assert.All(counts, c => Assert.Matches("^[0-9a-f]{64}$", c.Key));

        clinic.Clock.Advance(TimeSpan.FromHours(26));
        await clinic.InAsync<Brakes>(brakes => brakes.PruneAsync(default));

        Assert.Empty(await clinic.InAsync<ClinicDb, List<BrakeCount>>(db => db.BrakeCounts.AsNoTracking().ToListAsync()));
    }
}

public sealed class SignInBrakeStories_on_Sqlite(SqliteClinic clinic) : SignInBrakeStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SignInBrakeStories_on_PostgreSql(PostgresClinic clinic) : SignInBrakeStories(clinic), IClassFixture<PostgresClinic>;
