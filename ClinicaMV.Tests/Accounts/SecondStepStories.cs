using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Accounts;

/// <summary>A clinic whose staff need a second step, as every clinic but the demo (TRUST S11).</summary>
public abstract class SecondStepStories(TestClinic clinic)
{
    private static readonly string[] SetUpPages = ["Account/SecondStep", "Account/Authenticator", "Account/Passkeys", "Account/ConfirmIdentity"];

    private readonly DateTime now = clinic.NewDay();

    [Theory]
    [InlineData(Roles.Specialist)]
    [InlineData(Roles.Administrator)]
    public async Task Staff_without_a_second_step_reach_nothing_but_the_pages_that_set_one_up(string role)
    {
        var person = await clinic.AddAsync(role);
        var visitor = await clinic.SignedInAsync(person);
        var appointment = await clinic.BookAsync(now.AddMinutes(5), specialist: role == Roles.Specialist ? person : null);
        var (tried, reached) = (0, new List<string>());
        foreach (var endpoint in clinic.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && !e.IsAsset()))
        {
            var route = endpoint.RoutePattern.RawText!.TrimStart('/');
            if (SetUpPages.Contains(route))
                continue;

            var address = "/" + route.Replace("{id:length(26)}", appointment.PublicId).Replace("{**path}", "").Replace("{*path}", "");
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var answer = await visitor.SendAsync(method, address);
                tried++;
                if (answer.StatusCode != HttpStatusCode.Redirect || !answer.Headers.Location!.ToString().StartsWith("/Account/SecondStep", StringComparison.Ordinal))
                    reached.Add($"{method} {address}: {answer.StatusCode}");
            }
        }

        Assert.InRange(tried, 80, int.MaxValue);
        Assert.Empty(reached);
        Scoreboard.Record("S11", $"{GetType().Name}, {role}", "staff without a second step reach 0 staff pages", $"{tried} requests, {reached.Count} reached");
    }

    [Fact]
    public async Task A_specialist_sets_up_the_app_and_the_next_time_lands_with_its_code_where_the_mail_pointed()
    {
        var person = await clinic.AddAsync(Roles.Specialist);
        var visitor = clinic.Visitor();
        (await visitor.SignInAsync(person.Email!, TestClinic.Password)).IsAt("/Account/SecondStep").Shows("pide un segundo paso");
        var app = await Authenticator.SetUpAsync(visitor, clinic.Now);
        Assert.Equal(RecoveryCodes.Count, app.RecoveryCodes.Count);
        (await visitor.OpenAsync("/Today")).IsAt("/Today");

        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        var next = await SecondStepOfAsync(person, "/Today/Week");
        (await next.SubmitAsync("Input.Code", ("Input.Code", app.CodeAt(clinic.Now)))).Is(HttpStatusCode.OK).IsAt("/Today/Week");
    }

    [Fact]
    public async Task A_clock_off_by_a_minute_is_taken_once_and_a_hundred_who_repeat_the_code_are_refused()
    {
        var (person, app) = await WithAppAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (var off in new[] { -90, 90 })
            (await (await SecondStepOfAsync(person)).SubmitAsync("Input.Code", ("Input.Code", app.CodeAt(clinic.Now.AddSeconds(off))))).Is(HttpStatusCode.BadRequest);
        var slow = app.CodeAt(clinic.Now.AddMinutes(-1));
        var form = await SecondStepOfAsync(person);

        var answers = await Task.WhenAll(Enumerable.Range(0, 101).Select(_ => clinic.InAsync<ClinicDb, bool>(async db =>
        {
            await using var scope = clinic.Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<Authenticators>().SpendAsync(await db.Users.SingleAsync(u => u.Id == person.Id), slow, default);
        })));

        Assert.Equal(1, answers.Count(taken => taken));
        (await form.SubmitAsync("Input.Code", ("Input.Code", slow))).Is(HttpStatusCode.BadRequest).Shows("ya se ha usado");
        Scoreboard.Record("S11", $"{GetType().Name}, replays", "a code is taken once", $"101 at once: {answers.Count(taken => taken)} taken, 100 refused");
    }

    [Fact]
    public async Task A_change_of_the_account_takes_back_no_spent_code()
    {
        var (person, app) = await WithAppAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await using var scope = clinic.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<ClinicUser>>();
        var read = (await users.FindByIdAsync(person.Id))!;
        Assert.True(await SpendAsync());

        read.Language = "en";
        Assert.True((await users.UpdateAsync(read)).Succeeded);

        Assert.False(await SpendAsync());
        Assert.Equal("en", await clinic.InAsync<ClinicDb, string>(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.Language).SingleAsync()));

        Task<bool> SpendAsync() => clinic.InAsync<IServiceProvider, bool>(async services => await services.GetRequiredService<Authenticators>()
            .SpendAsync(await services.GetRequiredService<ClinicDb>().Users.SingleAsync(u => u.Id == person.Id), app.CodeAt(clinic.Now), default));
    }

    [Fact]
    public async Task Forty_guesses_at_once_are_five_looks_and_a_quarter_of_an_hour_later_the_owner_comes_in()
    {
        var (person, app) = await WithAppAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(20));
        var form = await SecondStepOfAsync(person);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => form.SubmitOnceAsync("Input.Code", ("Input.Code", $"99{i:D2}00"))));

        var reasons = await clinic.InAsync<ClinicDb, List<string?>>(db => db.AuditEvents.Where(e => e.ActorId == person.Id && e.Outcome == AuditOutcome.Denied).Select(e => e.Reason).ToListAsync());
        Assert.Equal((5, 35), (reasons.Count(r => r == "WrongSecondStep"), reasons.Count(r => r == "TooManySecondSteps")));
        (await form.SubmitAsync("Input.Code", ("Input.Code", app.CodeAt(clinic.Now)))).Is(HttpStatusCode.BadRequest);
        clinic.Clock.Advance(TimeSpan.FromMinutes(15));
        (await (await SecondStepOfAsync(person)).SubmitAsync("Input.Code", ("Input.Code", app.CodeAt(clinic.Now)))).IsAt("/Today");
    }

    [Fact]
    public async Task A_recovery_code_lets_its_owner_in_once()
    {
        var (person, app) = await WithAppAsync();

        (await (await SecondStepOfAsync(person)).SubmitAsync("Input.Code", ("Input.Code", app.RecoveryCodes[3].ToUpperInvariant()))).IsAt("/Today");
        (await (await SecondStepOfAsync(person)).SubmitAsync("Input.Code", ("Input.Code", app.RecoveryCodes[3]))).Is(HttpStatusCode.BadRequest);
        Assert.Equal(RecoveryCodes.Count - 1, await clinic.InAsync<RecoveryCodes, int>(codes => codes.LeftAsync(person.Id, default)));
    }

    [Fact]
    public async Task Neither_a_code_by_mail_nor_a_new_password_goes_round_the_second_step()
    {
        var (person, _) = await WithAppAsync();
        await (await clinic.Visitor().OpenAsync("/Identity/Account/ForgotPassword")).SubmitAsync("Input.Email", ("Input.Email", person.Email!));
        // Setting up the app was news too.
        var link = (await clinic.DeliverAsync()).Where(m => m.To.Mailboxes.Single().Address == person.Email).Select(m => m.Link()).Single(l => l.Contains("/ResetPassword?"));
        var visitor = clinic.Visitor();

        var reset = await (await visitor.OpenAsync(link)).SubmitAsync("Input.Password", ("Input.Password", "otra frase bien larga"), ("Input.ConfirmPassword", "otra frase bien larga"));

        reset.IsAt("/Identity/Account/SecondStep");
        (await visitor.OpenAsync("/Today")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task Whoever_needs_a_second_step_keeps_the_last_one_and_a_patient_may_go_without_again()
    {
        var visitor = clinic.Visitor();
        await WithAppAsync(visitor);
        var kept = await (await visitor.OpenAsync("/Account/SecondStep")).SubmitAsync("Quitar la aplicación");
        kept.Is(HttpStatusCode.BadRequest).Shows("active otra manera antes");

        var ana = await clinic.SignedInAsync(clinic.Carla);
        await Authenticator.SetUpAsync(ana, clinic.Now);
        Assert.NotEqual("/Appointments", (await clinic.Visitor().SignInAsync(clinic.Carla.Email!, TestClinic.Password)).Path);
        (await (await ana.OpenAsync("/Account/SecondStep")).SubmitAsync("Quitar la aplicación")).Is(HttpStatusCode.OK);
        (await clinic.Visitor().SignInAsync(clinic.Carla.Email!, TestClinic.Password)).IsAt("/Appointments");
    }

    [Fact]
    public async Task Whoever_has_a_second_step_confirms_with_both_before_taking_it_away()
    {
        var visitor = clinic.Visitor();
        var (person, app) = await WithAppAsync(visitor, Roles.Patient);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        var asked = (await visitor.OpenAsync("/Account/SecondStep")).IsAt("/Account/ConfirmIdentity");

        (await ShowAsync(TestClinic.Password, "")).Is(HttpStatusCode.BadRequest);
        (await ShowAsync(TestClinic.Password, "000000")).Is(HttpStatusCode.BadRequest);
        (await ShowAsync("no es esta frase", app.CodeAt(clinic.Now))).Is(HttpStatusCode.BadRequest);
        (await visitor.OpenAsync("/Account/SecondStep")).IsAt("/Account/ConfirmIdentity");
        Assert.True((await clinic.ReadAsync(person)).TwoFactorEnabled);
        (await ShowAsync(TestClinic.Password, app.CodeAt(clinic.Now))).Is(HttpStatusCode.OK).IsAt("/Account/SecondStep");

        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        (await ShowAsync(TestClinic.Password, app.RecoveryCodes[0])).Is(HttpStatusCode.OK).IsAt("/Account/SecondStep");

        Task<Page> ShowAsync(string password, string code) => asked.SubmitAsync("Input.Password", ("Input.Password", password), ("Input.Code", code));
    }

    [Fact]
    public async Task Whoever_has_only_a_passkey_confirms_with_that_or_with_password_and_recovery_code()
    {
        var visitor = clinic.Visitor();
        var (person, app) = await WithAppAsync(visitor);
        // As if the second step had been a passkey from the beginning.
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.AuthenticatorKey, (string?)null)));
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        var asked = (await visitor.OpenAsync("/Account/SecondStep")).IsAt("/Account/ConfirmIdentity").Shows("Use una vez más su llave de acceso");

        (await asked.SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password))).Is(HttpStatusCode.BadRequest);
        (await asked.SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password), ("Input.Code", app.CodeAt(clinic.Now)))).Is(HttpStatusCode.BadRequest);
        (await asked.SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password), ("Input.Code", app.RecoveryCodes[0]))).Is(HttpStatusCode.OK).IsAt("/Account/SecondStep");
    }

    [Fact]
    public async Task With_a_passkey_go_the_sessions_elsewhere_which_it_may_have_opened()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        await clinic.InAsync<UserManager<ClinicUser>>(async users =>
            await users.AddOrUpdatePasskeyAsync((await users.FindByIdAsync(person.Id))!, new([1, 2, 3], [], clinic.Now, 0, [], true, true, true, [], [])));
        var (elsewhere, here) = (await clinic.SignedInAsync(person), await clinic.SignedInAsync(person));

        (await (await here.OpenAsync("/Account/Passkeys")).SubmitAsync("Quitar", ("passkey", "AQID"))).Shows("En los demás dispositivos se ha cerrado la sesión");

        (await elsewhere.OpenAsync("/Account/Passkeys")).IsAt("/Identity/Account/Login");
        (await here.OpenAsync("/Account/Passkeys")).IsAt("/Account/Passkeys");
    }

    [Theory]
    [InlineData(Roles.Patient)]
    [InlineData(Roles.Specialist)]
    public async Task Sessions_from_before_the_second_step_end_with_it_and_the_one_that_set_it_up_goes_on(string role)
    {
        var person = await clinic.AddAsync(role);
        var (thief, owner) = (await clinic.SignedInAsync(person), await clinic.SignedInAsync(person));

        await Authenticator.SetUpAsync(owner, clinic.Now);

        (await thief.OpenAsync("/Account/SecondStep")).IsAt("/Identity/Account/Login");
        (await owner.OpenAsync("/Account/SecondStep")).IsAt("/Account/SecondStep");
        Assert.Single((await owner.OpenAsync("/Account/Devices")).Is(HttpStatusCode.OK).Document.QuerySelectorAll(".waiting-row"));
    }

    [Fact]
    public async Task The_reception_takes_a_lost_second_step_away_and_the_person_begins_anew()
    {
        var (person, _) = await WithAppAsync();
        var delia = clinic.Visitor();
        await WithAppAsync(delia, Roles.Administrator);

        (await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Quitar su segundo paso")).Is(HttpStatusCode.OK).Shows("está quitado");

        (await clinic.Visitor().SignInAsync(person.Email!, TestClinic.Password)).IsAt("/Account/SecondStep");
        Assert.Contains("Ha cambiado el acceso", (await clinic.MailToAsync(person)).Subject);
    }

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string eightDigits)
        => Assert.Equal(eightDigits[2..], Totp.CodeAt("12345678901234567890"u8, Totp.StepAt(DateTime.UnixEpoch.AddSeconds(seconds))));

    private async Task<(ClinicUser Person, Authenticator App)> WithAppAsync(Visitor? visitor = null, string role = Roles.Specialist)
    {
        var person = await clinic.AddAsync(role);
        visitor ??= clinic.Visitor();
        await visitor.SignInAsync(person.Email!, TestClinic.Password);
        return (person, await Authenticator.SetUpAsync(visitor, clinic.Now));
    }

    private async Task<Page> SecondStepOfAsync(ClinicUser person, string wanted = "/Today")
    {
        var login = (await clinic.Visitor().OpenAsync(wanted)).IsAt("/Identity/Account/Login");
        return (await login.SubmitAsync("Input.Password", ("Input.Email", person.Email!), ("Input.Password", TestClinic.Password))).IsAt("/Identity/Account/SecondStep");
    }
}

public sealed class CarefulClinic : SqliteClinic
{
    public CarefulClinic() => Configure("Accounts:StaffNeedSecondStep", "true");
}

public sealed class CarefulPostgresClinic : PostgresClinic
{
    public CarefulPostgresClinic() => Configure("Accounts:StaffNeedSecondStep", "true");
}

public sealed class SecondStepStories_on_Sqlite(CarefulClinic clinic) : SecondStepStories(clinic), IClassFixture<CarefulClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SecondStepStories_on_PostgreSql(CarefulPostgresClinic clinic) : SecondStepStories(clinic), IClassFixture<CarefulPostgresClinic>;
