using System.Net;
using System.Text;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.People;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.People;

/// <summary>Patients from a file: shown first, imported at a press, and never twice.</summary>
public abstract class ImportStories(TestClinic clinic)
{
    private static int files;

    private readonly DateTime now = clinic.NewDay();
    private readonly string tag = $"f{Interlocked.Increment(ref files)}";

    [Fact]
    public async Task A_dry_run_says_what_would_happen_and_the_press_does_that()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var upload = await (await delia.OpenAsync("/Admin/Users")).FollowAsync("Importar pacientes");

        var shown = await UploadAsync(upload, $"nombre;correo;teléfono;idioma\nHugo Nuño;hugo-{tag}@example.test;+34 (600) 11-22.33;en\nAna;{clinic.Ana.Email!.ToUpperInvariant()}\n<b>Eva</b>;eva-{tag}@example.test\n=1+1;x@example.test\n");

        shown.Is(HttpStatusCode.OK).Shows("Pacientes a los que se invitaría: 2. Líneas que no entrarían: 2").Shows("3 Ya hay una cuenta").Shows("5 Un dato empieza como una fórmula").Shows("<b>Eva</b>");
        Assert.Empty(await ImportedAsync());
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync()));

        (await shown.SubmitAsync("sealed")).IsAt("/Admin/Import").Shows("Pacientes invitados: 2");

        var people = await ImportedAsync();
        Assert.Equal([("<b>Eva</b>", null, "es"), ("Hugo Nuño", "+34600112233", "en")], people.Select(p => (p.FullName, p.PhoneNumber, p.Language)).Order());
        foreach (var person in people)
            Assert.Equal((AuditKind.PersonInvited, "Import", clinic.Delia.Id), (await clinic.RecordAboutAsync(person)).Select(e => (e.Kind, e.Reason, e.ActorId)).Single());
        var welcome = await clinic.Visitor().OpenAsync((await clinic.MailToAsync(people.Single(p => p.Language == "en"))).Link());
        (await welcome.SubmitAsync("Input.Password", ("Input.Password", TestClinic.Password), ("Input.ConfirmPassword", TestClinic.Password))).IsAt("/Appointments");
    }

    [Fact]
    public async Task The_bad_lines_come_as_a_file_of_numbers_and_reasons_in_which_no_spreadsheet_finds_a_formula()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var shown = await UploadAsync(await delia.OpenAsync("/Admin/Import"), $"nombre;correo\n=cmd|x;a-{tag}@example.test\nEva;@x\nEva;e-{tag}@example.test\nEva;e-{tag}@example.test\n");

        using var file = await shown.SubmitOnceAsync("bad");

        Assert.Equal(("text/csv", "import.csv"), (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.FileName));
        var bytes = await file.Content.ReadAsByteArrayAsync();
        Assert.True(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        var lines = Encoding.UTF8.GetString(bytes.AsSpan(Encoding.UTF8.Preamble.Length)).TrimEnd().Split("\r\n");
        Assert.Equal(["\"Línea\"", "2", "3", "5"], lines.Select(line => line.Split(';')[0]));
        Assert.All(lines.SelectMany(line => line.Split(';')), cell => Assert.DoesNotContain(cell.Trim('"')[0], "=+-@\t\r"));
        Assert.DoesNotContain("cmd", string.Concat(lines));
        Assert.Empty(await ImportedAsync());
        (await shown.SubmitAsync("bad", ("bad", "forged"))).Is(HttpStatusCode.BadRequest);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        (await (await bruno.OpenAsync("/Preferences")).SubmitElsewhereAsync("Input.Language", "/Admin/Import?handler=Bad")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_file_again_is_all_there_already_and_so_is_an_old_confirmation()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var shown = await UploadAsync(await delia.OpenAsync("/Admin/Import"), Lines(3));
        await shown.SubmitAsync("sealed");

        (await UploadAsync(await delia.OpenAsync("/Admin/Import"), Lines(3))).Shows("Pacientes a los que se invitaría: 0. Líneas que no entrarían: 3");
        (await shown.SubmitAsync("sealed")).Is(HttpStatusCode.OK).Shows("Pacientes invitados: 0").Shows("Líneas que no han entrado: 3");

        Assert.Equal(3, (await ImportedAsync()).Count);
    }

    [Fact]
    public async Task Two_administrators_at_once_import_everybody_once_and_nobody_sees_an_error()
    {
        var lines = Enumerable.Range(0, 150).Select(i => new ImportLine(i + 2, $"Paciente {i}", $"p{i}-{tag}@example.test", "", "es")).ToList();

        var left = await Task.WhenAll(ImportAsync(lines), ImportAsync([.. lines.AsEnumerable().Reverse()]));

        Assert.Equal(150, (await ImportedAsync()).Count);
        Assert.Equal(150, left.Sum(l => l.Count));
        Assert.All(left.SelectMany(l => l), line => Assert.Equal(ImportFault.AlreadyThere, line.Fault));
        Assert.Equal(150, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync(m => m.Kind == MailKind.AccountInvitation)));

        Task<IReadOnlyList<BadLine>> ImportAsync(List<ImportLine> file) => clinic.InAsync<PatientImport, IReadOnlyList<BadLine>>(import
            => import.ImportAsync(file, new(clinic.Delia.Id, Roles.Administrator), default));
    }

    [Fact]
    public async Task What_is_confirmed_is_what_was_shown_to_that_administrator_within_the_hour()
    {
        var (delia, other) = (await clinic.SignedInAsync(clinic.Delia), await clinic.SignedInAsync(await clinic.AddAsync(Roles.Administrator)));
        var shown = await UploadAsync(await delia.OpenAsync("/Admin/Import"), Lines(1));
        var seal = shown.Document.QuerySelector("input[name=sealed]")!.GetAttribute("value")!;
        var others = await UploadAsync(await other.OpenAsync("/Admin/Import"), Lines(2));

        foreach (var (form, value) in new[] { (others, seal), (shown, ""), (shown, "abc"), (shown, seal[..^2] + "xx"), (shown, "+++") })
            (await form.SubmitAsync("sealed", ("sealed", value))).Is(HttpStatusCode.BadRequest).Shows("Elija el archivo otra vez");

        Assert.Empty(await ImportedAsync());
    }

    [Theory]
    [InlineData("", "El archivo está vacío")]
    [InlineData("solo,esto\n", "La línea 1 tiene que llevar los nombres")]
    public async Task A_file_that_is_none_is_refused_in_words_beside_the_field(string text, string expected)
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var refused = await UploadAsync(await delia.OpenAsync("/Admin/Import"), text);

        Assert.Contains(expected, refused.Is(HttpStatusCode.BadRequest).Document.QuerySelector("#file-error")!.TextContent);
    }

    [Fact]
    public async Task Excels_own_encoding_is_refused_with_the_line_and_the_way_out_and_so_are_no_file_and_a_big_one()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync("/Admin/Import");

        (await form.UploadAsync("file", Encoding.Latin1.GetBytes("nombre,correo\nNuño,n@example.test\n"))).Is(HttpStatusCode.BadRequest).Shows("no está en UTF-8 (línea 2)").Shows("CSV UTF-8");
        (await form.UploadAsync("file", new byte[PatientFile.MostBytes + 1])).Is(HttpStatusCode.BadRequest).Shows("pasa de 1 MB");
        (await form.SubmitAsync("file")).Is(HttpStatusCode.BadRequest).Shows("Falta este dato");
        foreach (var person in new[] { clinic.Ana, clinic.Bruno })
            (await (await clinic.SignedInAsync(person)).OpenAsync("/Admin/Import")).Is(HttpStatusCode.NotFound);
        Assert.True(now > TestClinic.Start);
    }

    [Fact]
    public async Task Five_thousand_patients_come_in_from_one_file()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var shown = await UploadAsync(await delia.OpenAsync("/Admin/Import"), Lines(5000));

        (await shown.SubmitAsync("sealed")).Shows("Pacientes invitados: 5000");

        Assert.Equal(5000, (await ImportedAsync()).Count);
        Scoreboard.Record("import", clinic is SqliteClinic ? "SQLite" : "PostgreSQL", "patients from a CSV file, a dry run first", "5,000 lines: 5,000 invited, none twice");
    }

    private string Lines(int count) => "nombre,correo\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"Paciente {i},p{i}-{tag}@example.test\n"));

    private static Task<Page> UploadAsync(Page page, string text) => page.UploadAsync("file", Encoding.UTF8.GetBytes(text));

    private Task<List<ClinicUser>> ImportedAsync() => clinic.InAsync<ClinicDb, List<ClinicUser>>(db
        => db.Users.AsNoTracking().Where(u => u.Email!.EndsWith($"-{tag}@example.test")).ToListAsync());
}

public sealed class ImportStories_on_Sqlite(SqliteClinic clinic) : ImportStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ImportStories_on_PostgreSql(PostgresClinic clinic) : ImportStories(clinic), IClassFixture<PostgresClinic>;
