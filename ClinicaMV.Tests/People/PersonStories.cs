using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.People;

/// <summary>Administrators look for people, change what is known of them, and invite again.</summary>
public abstract class PersonStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task An_administrator_changes_a_specialist_and_the_record_says_what_but_not_to_what()
    {
        var person = await clinic.AddAsync(Roles.Specialist);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var changed = await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName",
            ("Input.FullName", "Paula Sanz Gil"), ("Input.Phone", "+34 600 11 22 33"), ("Input.Language", "en"), ("Input.Speciality", "Nutrición deportiva"));

        changed.Is(HttpStatusCode.OK).IsAt($"/Admin/Users/{person.Id}").Shows("Los cambios están guardados").Shows("Paula Sanz Gil");
        var now = await clinic.ReadAsync(person);
        Assert.Equal(("Paula Sanz Gil", "+34600112233", "en", person.SecurityStamp), (now.FullName, now.PhoneNumber, now.Language, now.SecurityStamp));
        var line = Assert.Single(await clinic.RecordAboutAsync(person));
        Assert.Equal((AuditKind.PersonChanged, "Name,Phone,Language,Speciality", clinic.Delia.Id), (line.Kind, line.Reason, line.ActorId));
    }

    [Theory]
    [InlineData("600-112-233", "600112233")]
    [InlineData("(91) 555 12 34", "915551234")]
    [InlineData("91.555.12.34", "915551234")]
    [InlineData("+34 600 11 22 33", "+34600112233")]
    public async Task However_a_number_is_written_it_is_kept_as_it_is_dialled_and_the_reception_reads_it_on_the_appointment(string written, string dialled)
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var address = $"/Appointments/{(await clinic.BookAsync(now.AddDays(1), patient: person)).PublicId}";
        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await delia.OpenAsync(address)).Shows("Sin teléfono");

        (await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName", ("Input.Phone", written))).Shows("Los cambios están guardados");
        // Written in another way it is the same number.
        await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName", ("Input.Phone", written + " "));

        Assert.Equal(dialled, (await clinic.ReadAsync(person)).PhoneNumber);
        Assert.Equal("Phone", Assert.Single(await clinic.RecordAboutAsync(person), e => e.Kind == AuditKind.PersonChanged).Reason);
        Assert.Equal(dialled, (await delia.OpenAsync(address)).Document.QuerySelector($"a[href='tel:{dialled}']")!.TextContent);
        Assert.DoesNotContain(dialled, (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(address)).Text);
    }

    [Fact]
    public async Task A_form_that_changes_nothing_leaves_no_line()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        (await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName")).Is(HttpStatusCode.OK);

        Assert.Empty(await clinic.RecordAboutAsync(person));
    }

    [Fact]
    public async Task Another_address_is_the_one_to_sign_in_with_and_ends_the_sessions_of_the_old_one()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var session = await clinic.SignedInAsync(person);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName", ("Input.Email", $"new-{person.Email}"));

        (await clinic.Visitor().SignInAsync(person.Email!, TestClinic.Password)).Is(HttpStatusCode.BadRequest);
        (await clinic.Visitor().SignInAsync($"NEW-{person.Email}", TestClinic.Password)).IsAt("/Appointments");
        (await session.OpenAsync("/Appointments")).IsAt("/Identity/Account/Login");
    }

    [Fact]
    public async Task An_address_of_somebody_else_is_refused_beside_the_field_even_when_two_ask_at_once()
    {
        var (one, other) = (await clinic.AddAsync(Roles.Patient), await clinic.AddAsync(Roles.Patient));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var refused = await (await delia.OpenAsync($"/Admin/Users/{one.Id}")).SubmitAsync("Input.FullName", ("Input.FullName", "Otro nombre"), ("Input.Email", clinic.Ana.Email!.ToUpperInvariant()));
        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains("Ya hay una cuenta", refused.Document.QuerySelector("#Input_Email-error")!.TextContent);
        Assert.Equal("Otro nombre", refused.Document.QuerySelector("#Input_FullName")!.GetAttribute("value"));

        var forms = new[] { await delia.OpenAsync($"/Admin/Users/{one.Id}"), await delia.OpenAsync($"/Admin/Users/{other.Id}") };
        var answers = await Task.WhenAll(forms.Select(f => f.SubmitOnceAsync("Input.FullName", ("Input.Email", $"wanted-{one.Email}"))));

        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.BadRequest], answers.Select(a => a.StatusCode).Order());
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Users.CountAsync(u => u.Email == $"wanted-{one.Email}")));
    }

    [Fact]
    public async Task A_stale_form_changes_nothing_and_shows_the_person_as_they_are_now_with_what_was_typed()
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var stale = await delia.OpenAsync($"/Admin/Users/{person.Id}");
        await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName", ("Input.FullName", "Paula de Ahora"));

        var refused = await stale.SubmitAsync("Input.FullName", ("Input.FullName", "Paula de Antes"));

        refused.Is(HttpStatusCode.BadRequest).Shows("mientras tanto").Shows("Paula de Ahora");
        Assert.Equal("Paula de Antes", refused.Document.QuerySelector("#Input_FullName")!.GetAttribute("value"));
        Assert.Equal("Paula de Ahora", (await clinic.ReadAsync(person)).FullName);
        (await refused.SubmitAsync("Input.FullName")).Is(HttpStatusCode.OK);
        Assert.Equal("Paula de Antes", (await clinic.ReadAsync(person)).FullName);
    }

    [Theory]
    [InlineData("Input.FullName", "", "Falta este dato.")]
    [InlineData("Input.FullName", "Ana\u202e", "no es válido")]
    [InlineData("Input.Email", "no-arroba", "Escriba una dirección")]
    [InlineData("Input.Phone", "=1+1", "Escriba solo cifras")]
    [InlineData("Input.Phone", "600 11 22 33 tardes", "Escriba solo cifras")]
    [InlineData("Input.Language", "xx", "no es válido")]
    [InlineData("Input.Stamp", "", "")]
    public async Task A_bad_field_is_named_and_nothing_is_written(string field, string value, string expected)
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var refused = await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Input.FullName", (field, value));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains(expected, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(person.ConcurrencyStamp, (await clinic.ReadAsync(person)).ConcurrencyStamp);
    }

    [Fact]
    public async Task Who_has_not_accepted_can_be_invited_again_and_the_new_link_works()
    {
        var person = await clinic.AddAsync(Roles.Patient, accepted: false);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        (await (await delia.OpenAsync($"/Admin/Users/{person.Id}")).SubmitAsync("Enviar otra invitación")).Shows("La invitación está en camino");

        var welcome = await clinic.Visitor().OpenAsync((await clinic.MailToAsync(person)).Link());
        (await welcome.SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password), ("Input.ConfirmPassword", TestClinic.Password))).IsAt("/Appointments");
        Assert.Contains(await clinic.RecordAboutAsync(person), e => e is { Kind: AuditKind.PersonInvited, Reason: "Again" });
        Assert.DoesNotContain((await delia.OpenAsync($"/Admin/Users/{person.Id}")).Document.QuerySelectorAll("button"), b => b.TextContent.Contains("invitación"));
    }

    [Theory]
    [InlineData("garcia", true)]
    [InlineData("GARCÍA ana", true)]
    [InlineData("  ruiz  ", true)]
    [InlineData("García, Ana", true)]
    [InlineData("garcia-ruiz", true)]
    [InlineData("Ruiz (García)", true)]
    [InlineData("Garc%x", false)]
    [InlineData("Garc_a", true)]
    [InlineData("G_X", false)]
    [InlineData("%", false)]
    [InlineData(@"\", false)]
    [InlineData("garcia carla", false)]
    public async Task People_are_found_by_any_part_of_their_name_accents_or_not(string words, bool found)
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        foreach (var address in new[] { "/Admin/Users?Filters.Name=", "/Patients?q=", "/Appointments/Book?q=" })
        {
            var page = (await delia.OpenAsync(address + Uri.EscapeDataString(words))).Is(HttpStatusCode.OK);
            Assert.Equal(found, page.Text.Contains("Ana García Ruiz"));
        }
    }

    [Theory]
    [InlineData("علیرضا")]
    [InlineData("علی\u200cرضا")]
    [InlineData("رضا")]
    public async Task A_name_with_a_joiner_is_found_with_it_and_without(string words)
    {
        await clinic.AddAsync(Roles.Patient, "علی\u200cرضا کریمی");
        var delia = await clinic.SignedInAsync(clinic.Delia);

        (await delia.OpenAsync("/Admin/Users?Filters.Name=" + Uri.EscapeDataString(words))).Shows("کریمی");
    }

    [Fact]
    public async Task The_list_is_narrowed_by_role_and_state_and_comes_in_pages()
    {
        var (invited, gone) = (await clinic.AddAsync(Roles.Patient, "Zoe Invitada", accepted: false), await clinic.AddAsync(Roles.Specialist, "Zoe Ida"));
        await clinic.DisableAsync(gone);
        var delia = await clinic.SignedInAsync(clinic.Delia);

        Assert.Equal("Invitación sin aceptar", (await delia.OpenAsync("/Admin/Users")).Document.QuerySelector("option[value=Invited]")!.TextContent);
        Assert.Equal([gone.Id, invited.Id], await IdsAsync("Filters.Name=zoe"));
        Assert.Equal([gone.Id], await IdsAsync("Filters.Name=zoe&Filters.Role=Specialist"));
        Assert.Equal([gone.Id], await IdsAsync("Filters.Name=zoe&Filters.State=Disabled"));
        Assert.Equal([invited.Id], await IdsAsync("Filters.Name=zoe&Filters.State=Invited"));
        (await delia.OpenAsync("/Admin/Users?Filters.Name=nadie-asi")).Shows("Nadie con estos filtros");
        (await delia.OpenAsync("/Admin/Users?Filters.State=Nothing&Filters.Role=Nothing&p=-1")).Is(HttpStatusCode.OK);

        for (var i = 0; i < 51; i++)
            await clinic.AddAsync(Roles.Patient, $"Yolanda Página {i}");
        var first = await delia.OpenAsync("/Admin/Users?Filters.Name=yolanda+pagina");
        Assert.Equal((50, 1), (Rows(first), Rows(await first.FollowAsync("Siguientes"))));

        async Task<List<string>> IdsAsync(string filters)
            => [.. (await delia.OpenAsync("/Admin/Users?" + filters)).Document.QuerySelectorAll("td a").Select(a => a.GetAttribute("href")!.Split('/')[^1])];

        static int Rows(Page page) => page.Document.QuerySelectorAll("tbody tr").Length;
    }

    [Fact]
    public async Task The_pages_are_for_administrators_and_an_unknown_person_does_not_exist()
    {
        foreach (var person in new[] { clinic.Ana, clinic.Bruno })
        {
            var visitor = await clinic.SignedInAsync(person);
            (await visitor.OpenAsync($"/Admin/Users/{clinic.Carla.Id}")).Is(HttpStatusCode.NotFound);
            (await visitor.OpenAsync($"/Admin/Users/{clinic.Carla.Id}/Disable")).Is(HttpStatusCode.NotFound);
        }

        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await delia.OpenAsync($"/Admin/Users/{new string('a', 26)}")).Is(HttpStatusCode.NotFound);
        (await delia.OpenAsync($"/Admin/Users/{new string('a', 26)}/Disable")).Is(HttpStatusCode.NotFound);
        (await delia.OpenAsync("/Admin/Users/abc")).Is(HttpStatusCode.NotFound);
        Assert.True(now > TestClinic.Start);
    }
}

public sealed class PersonStories_on_Sqlite(SqliteClinic clinic) : PersonStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class PersonStories_on_PostgreSql(PostgresClinic clinic) : PersonStories(clinic), IClassFixture<PostgresClinic>;
