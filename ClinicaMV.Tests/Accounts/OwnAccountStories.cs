using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Accounts;

public abstract class OwnAccountStories(TestClinic clinic)
{
    private const string NewPassword = "otra frase bien larga";


    [Fact]
    public async Task Another_password_ends_the_other_sessions_keeps_this_one_and_is_news_by_mail()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var (here, there) = (await clinic.SignedInAsync(person), await clinic.SignedInAsync(person));

        var done = await (await here.OpenAsync("/Account/Password")).SubmitAsync("Input.Password", ("Input.Password", NewPassword), ("Input.ConfirmPassword", NewPassword));

        done.Is(HttpStatusCode.OK).IsAt("/Account").Shows("La contraseña nueva está guardada");
        (await there.OpenAsync("/Account")).IsAt("/Identity/Account/Login");
        (await clinic.Visitor().SignInAsync(person.Email!, TestClinic.Password)).Is(HttpStatusCode.BadRequest);
        (await clinic.Visitor().SignInAsync(person.Email!, NewPassword)).IsAt("/Appointments");
        Assert.StartsWith("Ha cambiado el acceso", (await clinic.MailToAsync(person)).Subject);
    }

    [Theory]
    [InlineData("Password")]
    [InlineData("Email")]
    [InlineData("SecondStep")]
    [InlineData("Authenticator")]
    [InlineData("Passkeys")]
    public async Task After_ten_minutes_the_password_is_asked_for_once_more_and_then_the_page_is_there(string page)
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var open = await ana.OpenAsync($"/Account/{page}");
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));

        var asked = (await ana.OpenAsync($"/Account/{page}")).IsAt("/Account/ConfirmIdentity");
        var handler = page switch { "SecondStep" => "?handler=Codes", "Passkeys" => "?handler=Options", _ => "" };
        (await open.SubmitElsewhereAsync("language", $"/Account/{page}{handler}")).IsAt("/Account/ConfirmIdentity");
        (await asked.SubmitAsync("Input.Password", ("Input.Password", "no es esta frase"))).Is(HttpStatusCode.BadRequest).IsAt("/Account/ConfirmIdentity");
        (await asked.SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password))).Is(HttpStatusCode.OK).IsAt($"/Account/{page}");
    }

    [Fact]
    public async Task Another_address_is_confirmed_by_a_press_on_the_link_that_goes_there_and_the_old_one_is_told()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var (old, next) = (person.Email!, $"next-{person.Email}");
        var session = await clinic.SignedInAsync(person);
        (await (await session.OpenAsync("/Account/Email")).SubmitAsync("Input.Email", ("Input.Email", next))).IsAt("/Account").Shows("le hemos enviado un enlace");
        var link = (await clinic.DeliverAsync()).Last(m => m.To.Mailboxes.Single().Address == next).Link();
        Assert.DoesNotContain("next", link);

        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.OK);
        Assert.Equal(old, (await clinic.ReadAsync(person)).Email);
        (await (await clinic.Visitor().OpenAsync(link)).SubmitAsync("Usar esta dirección")).Is(HttpStatusCode.OK).Shows("Su dirección ha cambiado");

        Assert.Equal(next, (await clinic.ReadAsync(person)).Email);
        (await session.OpenAsync("/Account")).IsAt("/Identity/Account/Login");
        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.BadRequest).Shows("Este enlace ya no sirve");
        (await clinic.Visitor().SignInAsync(old, TestClinic.Password)).Is(HttpStatusCode.BadRequest);
        (await clinic.Visitor().SignInAsync(next, TestClinic.Password)).IsAt("/Appointments");
        Assert.Equal(2, (await clinic.DeliverAsync()).Count(m => m.Subject!.StartsWith("Ha cambiado el acceso") && (m.To.Mailboxes.Single().Address == old || m.To.Mailboxes.Single().Address == next)));
    }

    [Fact]
    public async Task Whether_an_address_is_somebody_elses_is_not_said_and_cannot_be_taken()
    {
        var (one, other) = (await clinic.AddAsync(Roles.Patient), await clinic.AddAsync(Roles.Patient));
        var session = await clinic.SignedInAsync(one);
        var free = await AskAsync($"free-{one.Email}");
        var link = (await clinic.DeliverAsync()).Last(m => m.To.Mailboxes.Single().Address == $"free-{one.Email}").Link();
        var taken = await AskAsync(other.Email!.ToUpperInvariant());

        Assert.Equal((free.Status, free.Text), (taken.Status, taken.Text));
        Assert.DoesNotContain(await clinic.DeliverAsync(), m => m.To.Mailboxes.Single().Address == other.Email);
        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.BadRequest);

        await AskAsync($"free-{one.Email}");
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == other.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.NormalizedEmail, $"free-{one.Email}".ToUpperInvariant())));
        (await (await clinic.Visitor().OpenAsync(link)).SubmitAsync("Usar esta dirección")).Is(HttpStatusCode.BadRequest);
        Assert.Equal(one.Email, (await clinic.ReadAsync(one)).Email);

        async Task<Page> AskAsync(string email) => await (await session.OpenAsync("/Account/Email")).SubmitAsync("Input.Email", ("Input.Email", email));
    }

    [Fact]
    public async Task Names_of_the_clinic_and_the_person_and_what_is_common_are_refused_in_words()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        foreach (var weak in new[] { "Ana García Ruiz 1", "ClinicaDietetica2026", "clinicadieteticamv", "aaaaaaaaaaaaaaaa", "ana@example.test12", "123456789012" })
        {
            var refused = await (await ana.OpenAsync("/Account/Password")).SubmitAsync("Input.Password", ("Input.Password", weak), ("Input.ConfirmPassword", weak));
            Assert.True(refused.Status == HttpStatusCode.BadRequest && refused.Errors.Any(e => e.StartsWith("Contraseña nueva: esa contraseña")), $"{weak}: {string.Join(' ', refused.Errors)}");
        }
    }

    [Fact]
    public async Task A_megabyte_and_what_is_no_text_are_refused_and_two_ways_to_write_an_accent_are_one_password()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var ana = await clinic.SignedInAsync(person);
        var page = await ana.OpenAsync("/Account/Password");
        foreach (var odd in new[] { new string('x', 1_000_000), "una frase\0larga y mas" })
            (await page.SubmitAsync("Input.Password", ("Input.Password", odd), ("Input.ConfirmPassword", odd))).Is(HttpStatusCode.BadRequest);
        (await clinic.Visitor().SignInAsync(person.Email!, new string('x', 1_000_000))).Is(HttpStatusCode.BadRequest);

        await page.SubmitAsync("Input.Password", ("Input.Password", "el ni\u00f1o y la cig\u00fce\u00f1a"), ("Input.ConfirmPassword", "el ni\u00f1o y la cig\u00fce\u00f1a"));
        (await clinic.Visitor().SignInAsync(person.Email!, "el nin\u0303o y la cigu\u0308en\u0303a")).IsAt("/Appointments");
    }
}

public sealed class OwnAccountStories_on_Sqlite(SqliteClinic clinic) : OwnAccountStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class OwnAccountStories_on_PostgreSql(PostgresClinic clinic) : OwnAccountStories(clinic), IClassFixture<PostgresClinic>;
