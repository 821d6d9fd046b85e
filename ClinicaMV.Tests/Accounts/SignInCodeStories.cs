using System.Net;
using System.Text.RegularExpressions;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Accounts;

/// <summary>Five to ten, and the password is forgotten.</summary>
public abstract partial class SignInCodeStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Ana_has_forgotten_her_password_and_is_at_the_door_with_one_press_and_six_digits()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var visitor = clinic.Visitor();
        var login = (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).IsAt("/Identity/Account/Login");

        var asked = await AskAsync(login, clinic.Ana.Email!);
        asked.Is(HttpStatusCode.OK).Shows("le hemos enviado un código");
        // Nothing but the form says "sign in" here: another button of that name would lead back to the beginning.
        Assert.False(asked.Has(".site-header .btn"));
        var code = await CodeToAsync(clinic.Ana);
        var inside = await asked.SubmitAsync("Input.Code", ("Input.Code", $" {code[..3]} {code[3..]} "));

        inside.Is(HttpStatusCode.OK).IsAt($"/Visits/{appointment.PublicId}/Join");
        Assert.Contains(await RecordAsync(), e => e is { Kind: AuditKind.SignIn, Outcome: AuditOutcome.Allowed, Reason: nameof(Proof.Code) } && e.ActorId == clinic.Ana.Id);
    }

    [Fact]
    public async Task Whoever_asks_for_a_new_password_first_is_offered_the_code_there_and_arrives_at_the_door_too()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var login = await clinic.Visitor().OpenAsync($"/Visits/{appointment.PublicId}/Join");
        var forgot = (await login.FollowAsync("¿Ha olvidado la contraseña?")).Shows("¿Tiene una cita ahora?");

        var asked = await forgot.SubmitElsewhereAsync("Input.Email", forgot.Document.QuerySelector("button[formaction]")!.GetAttribute("formaction")!, ("Input.Email", clinic.Ana.Email!));
        asked.Is(HttpStatusCode.OK).IsAt("/Identity/Account/Code");

        (await asked.SubmitAsync("Input.Code", ("Input.Code", await CodeToAsync(clinic.Ana)))).Is(HttpStatusCode.OK).IsAt($"/Visits/{appointment.PublicId}/Join");
    }

    [Fact]
    public async Task A_code_works_once_in_the_browser_that_asked_for_ten_minutes()
    {
        var asked = await AskAsync(clinic.Visitor(), clinic.Carla.Email!);
        var code = await CodeToAsync(clinic.Carla);

        var elsewhere = await AskAsync(clinic.Visitor(), "nadie@example.test");
        await clinic.DeliverAsync();
        (await elsewhere.SubmitAsync("Input.Code", ("Input.Code", code))).Is(HttpStatusCode.BadRequest).Shows("no es correcto");
        (await asked.SubmitAsync("Input.Code", ("Input.Code", code))).IsAt("/Appointments");
        (await asked.SubmitAsync("Input.Code", ("Input.Code", code))).IsAt("/Identity/Account/Code").Shows("Pida otro");

        var late = await AskAsync(clinic.Visitor(), clinic.Ana.Email!);
        var stale = await CodeToAsync(clinic.Ana);
        clinic.Clock.Advance(AccountRequest.Life);
        (await late.SubmitAsync("Input.Code", ("Input.Code", stale))).Is(HttpStatusCode.BadRequest).Shows("ya no sirve");
    }

    [Fact]
    public async Task Nobody_waits_for_the_code_of_somebody_whose_request_cannot_be_read_any_more()
    {
        await AskAsync(clinic.Visitor(), clinic.Carla.Email!);
        await clinic.InAsync<ClinicDb>(db => db.AccountRequests.Where(r => r.AnsweredAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.SealedEmail, "of another key")));
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        var asked = await AskAsync(clinic.Visitor(), clinic.Ana.Email!);

        (await asked.SubmitAsync("Input.Code", ("Input.Code", await CodeToAsync(clinic.Ana)))).IsAt("/Appointments");
    }

    [Fact]
    public async Task Fifty_guesses_at_once_are_five_looks_at_the_code()
    {
        var asked = await AskAsync(clinic.Visitor(), clinic.Ana.Email!);
        var code = await CodeToAsync(clinic.Ana);
        var wrong = code == "000000" ? "000001" : "000000";

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => asked.SubmitOnceAsync("Input.Code", ("Input.Code", wrong))));

        Assert.Equal(AccountRequest.MostTries, (await RecordAsync()).Count(e => e.Reason == "WrongCode"));
        (await asked.SubmitAsync("Input.Code", ("Input.Code", code))).Is(HttpStatusCode.BadRequest).Shows("ya no sirve");
    }

    [Fact]
    public async Task Of_thirty_two_who_send_the_right_code_at_once_one_comes_in()
    {
        var asked = await AskAsync(clinic.Visitor(), clinic.Ana.Email!);
        var code = await CodeToAsync(clinic.Ana);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => asked.SubmitOnceAsync("Input.Code", ("Input.Code", code))));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Redirect));
        Assert.Equal(31, answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_code_that_nobody_was_sent_opens_nothing()
    {
        var (person, stranger) = (await clinic.AddAsync(Roles.Patient), clinic.Visitor());
        Page asked;
        AccountRequest request;
        var count = 0;
        do
        {
            Assert.InRange(++count, 1, 15);
            clinic.Clock.Advance(TimeSpan.FromSeconds(1));
            asked = await AskAsync(stranger, person.Email!);
            await clinic.InAsync<AnswerRequests>(job => job.RunAsync(default));
            request = await clinic.InAsync<ClinicDb, AccountRequest>(db => db.AccountRequests.AsNoTracking().OrderByDescending(r => r.AskedAt).FirstAsync());
        }
        while (request.MailId is not null);

        (await asked.SubmitAsync("Input.Code", ("Input.Code", await clinic.InAsync<AccountRequests, string>(requests => Task.FromResult(requests.CodeOf(request)!)))))
            .Is(HttpStatusCode.BadRequest).Shows("no es correcto");
        Assert.Equal(person.Id, request.PersonId);
    }

    [Fact]
    public async Task Who_is_sent_an_invitation_in_place_of_a_code_is_not_let_in_by_the_code()
    {
        var person = await clinic.AddAsync(Roles.Patient, accepted: false);
        var asked = await AskAsync(clinic.Visitor(), person.Email!);
        await clinic.InAsync<AnswerRequests>(job => job.RunAsync(default));
        var request = await clinic.InAsync<ClinicDb, AccountRequest>(db => db.AccountRequests.AsNoTracking().OrderByDescending(r => r.AskedAt).FirstAsync());
        Assert.NotNull(request.MailId);

        (await asked.SubmitAsync("Input.Code", ("Input.Code", await clinic.InAsync<AccountRequests, string>(requests => Task.FromResult(requests.CodeOf(request)!)))))
            .Is(HttpStatusCode.BadRequest).Shows("no es correcto");
    }

    [Theory]
    [InlineData("signed out everywhere")]
    [InlineData("another address")]
    [InlineData("another password")]
    [InlineData("disabled and enabled")]
    public async Task A_code_ends_with_what_ends_the_sessions(string how)
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var asked = await AskAsync(clinic.Visitor(), person.Email!);
        var code = await CodeToAsync(person);

        await clinic.InAsync<IServiceProvider>(async services =>
        {
            var (keeper, by) = (services.GetRequiredService<PeopleKeeper>(), new Actor(clinic.Delia.Id, Roles.Administrator));
            var user = await services.GetRequiredService<ClinicDb>().Users.SingleAsync(u => u.Id == person.Id);
            switch (how)
            {
                case "signed out everywhere":
                    Assert.Null(await keeper.EndSessionsAsync(person.Id, by, default));
                    break;
                case "another address":
                    Assert.Null(await keeper.ChangeAsync(person.Id, user.ConcurrencyStamp, new(user.FullName, $"{PublicId.New()}@example.test", "", "es", ""), by, default));
                    break;
                case "another password":
                    await services.GetRequiredService<Passwords>().SetAsync(user, "otra frase bien larga");
                    break;
                default:
                    Assert.Null(await keeper.DisableAsync(person.Id, by, default));
                    Assert.Null(await keeper.EnableAsync(person.Id, by, default));
                    break;
            }
        });

        (await asked.SubmitAsync("Input.Code", ("Input.Code", code))).Is(HttpStatusCode.BadRequest).Shows("no es correcto");
    }

    [Fact]
    public async Task The_mail_lives_no_longer_than_its_code_and_a_dead_code_is_not_mailed()
    {
        var (late, lost) = (await clinic.AddAsync(Roles.Patient), await clinic.AddAsync(Roles.Patient));
        await AskAsync(clinic.Visitor(), lost.Email!);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var asked = clinic.Now;
        await AskAsync(clinic.Visitor(), late.Email!);
        clinic.Clock.Advance(AccountRequest.Life - TimeSpan.FromMinutes(1));

        await clinic.InAsync<AnswerRequests>(job => job.RunAsync(default));

        var mail = Assert.Single(await clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking().Where(m => m.RecipientId == late.Id || m.RecipientId == lost.Id).ToListAsync()));
        Assert.Equal((late.Id, asked + AccountRequest.Life), (mail.RecipientId, mail.NotAfter));
        Assert.Contains(await RecordAsync(), e => e is { Kind: AuditKind.SignInCodeRequested, Reason: "TooLate" } && e.SubjectId == lost.Id);
    }

    [Fact]
    public async Task Every_address_hears_the_same_and_only_an_account_gets_mail()
    {
        var gone = await clinic.InAsync<ClinicDb, ClinicUser>(async db =>
        {
            var user = new NewPerson("Gil Fuera", $"gil-{PublicId.New()}@example.test", Roles.Patient, "es").AddTo(db, new Microsoft.AspNetCore.Identity.UpperInvariantLookupNormalizer());
            user.Disable(now, await db.EnteredRoomsAsync(user.Id, default));
            await db.SaveChangesAsync();
            return user;
        });
        var before = (await clinic.DeliverAsync()).Count;
        List<string> heard = [];
        foreach (var email in new[] { clinic.Ana.Email!, "nadie@example.test", gone.Email! })
        {
            var asked = await AskAsync(clinic.Visitor(), email);
            await clinic.DeliverAsync();
            var wrong = await asked.SubmitAsync("Input.Code", ("Input.Code", "123 45"));
            heard.Add(Heard(asked, email) + Heard(wrong, email));
        }

        Assert.Single(heard.Distinct());
        Assert.Equal(before + 1, (await clinic.DeliverAsync()).Count);
        Assert.Equal(["Disabled", "UnknownAccount"], (await RecordAsync()).Where(e => e is { Kind: AuditKind.SignInCodeRequested, Outcome: AuditOutcome.Denied }).Select(e => e.Reason).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-arroba")]
    [InlineData("Ana <ana@example.test>")]
    [InlineData("\uff41na@example.test")]
    [InlineData("a\u0301na@example.test")]
    public async Task What_is_no_plain_address_is_asked_again_beside_its_field(string email)
        => Assert.NotEmpty((await AskAsync(clinic.Visitor(), email)).Is(HttpStatusCode.BadRequest).Errors);

    [Fact]
    public async Task Without_having_asked_there_is_a_way_on()
        => (await clinic.Visitor().OpenAsync("/Identity/Account/Code")).Is(HttpStatusCode.OK).Shows("Pida otro");

    [Fact]
    public async Task Neither_code_nor_address_lies_readable_in_the_database()
    {
        await AskAsync(clinic.Visitor(), clinic.Ana.Email!);
        var open = await RowsAsync();
        var code = await CodeToAsync(clinic.Ana);

        Assert.DoesNotContain("ana@", open);
        Assert.DoesNotContain(code, await RowsAsync());

        Task<string> RowsAsync() => clinic.InAsync<ClinicDb, string>(async db => string.Join(' ', (await db.AccountRequests.AsNoTracking().ToListAsync()).Select(r => $"{r.SealedEmail} {r.SealedCode}")));
    }

    private static async Task<Page> AskAsync(Visitor visitor, string email) => await AskAsync(await visitor.OpenAsync("/Identity/Account/Login"), email);

    private static Task<Page> AskAsync(Page login, string email) => login.SubmitElsewhereAsync("Input.Password",
        login.Document.QuerySelector("button[formaction]")!.GetAttribute("formaction")!, ("Input.Email", email), ("Input.Password", ""));

    private static string Heard(Page page, string email)
        => $"{page.Status} {page.Path} {page.Text.Replace(email, "…")} {string.Join(',', page.Response.Headers.Select(h => h.Key))}";

    private async Task<string> CodeToAsync(ClinicUser person)
    {
        var mail = (await clinic.DeliverAsync()).Last(m => m.To.Mailboxes.Single().Address == person.Email && Digits().IsMatch(m.TextBody!));
        return Digits().Match(mail.TextBody!).Groups[1].Value;
    }

    private Task<List<AuditEvent>> RecordAsync() => clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.AsNoTracking().Where(e => e.At >= now).ToListAsync());

    [GeneratedRegex(@"^(?:Código|Code): (\d{6})\r?\n")]
    private static partial Regex Digits();
}

public sealed class SignInCodeStories_on_Sqlite(SqliteClinic clinic) : SignInCodeStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SignInCodeStories_on_PostgreSql(PostgresClinic clinic) : SignInCodeStories(clinic), IClassFixture<PostgresClinic>;
