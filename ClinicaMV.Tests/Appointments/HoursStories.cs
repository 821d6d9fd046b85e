using System.Net;
using AngleSharp.Dom;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.People;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>Specialists and administrators say when somebody works and when the clinic is closed.</summary>
public abstract class HoursStories(TestClinic clinic) : IAsyncLifetime
{
    private const string Monday = "Input.Days[0]";

    private DateOnly today;

    public async Task InitializeAsync()
    {
        today = DateOnly.FromDateTime(clinic.NewDay());
        await clinic.WorkAsync(clinic.Bruno);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.Set<Absence>().ExecuteDeleteAsync();
            await db.ClosedDays.ExecuteDeleteAsync();
            await db.AuditEvents.ExecuteDeleteAsync();
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_specialist_writes_the_week_and_the_terms_and_it_is_on_record()
    {
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await (await bruno.OpenAsync("/Today")).FollowAsync("Mi horario");
        form.Shows("Bruno Herrera").Shows("Sin horario");

        var saved = await form.SubmitAsync(Monday, (Monday, "16:00-20:00, 9.00 - 14:00"), ("Input.Days[6]", "0:00-24:00"),
            ("Input.AppointmentMinutes", "30"), ("Input.GapMinutes", "10"), ("Input.NoticeHours", "0"), ("Input.BookableDays", "90"));

        saved.IsAt("/Hours").Shows("Guardado");
        Assert.Equal("9:00-14:00, 16:00-20:00", Value(saved, "Input_Days_0_"));
        Assert.Equal("0:00-0:00", Value(saved, "Input_Days_6_"));
        var specialist = await ReadAsync(clinic.Bruno);
        Assert.Equal(["Sunday 0:00-0:00", "Monday 9:00-14:00", "Monday 16:00-20:00"], specialist.Hours.OrderBy(h => h.Day).ThenBy(h => h.From).Select(h => $"{h.Day} {h.From:H:mm}-{h.To:H:mm}"));
        Assert.Equal((30, 10, 0, 90), (specialist.AppointmentMinutes, specialist.GapMinutes, specialist.NoticeHours, specialist.BookableDays));
        Assert.Equal([(AuditKind.HoursChanged, clinic.Bruno.Id, clinic.Bruno.Id, null)], await RecordAsync());

        var again = await saved.SubmitAsync(Monday, (Monday, "9:00-13:00"));
        Assert.Equal("9:00-13:00", Value(again, "Input_Days_0_"));
        Assert.Equal("30", Value(again, "Input_AppointmentMinutes"));
    }

    [Theory]
    [InlineData(Monday, "9-14", "Escriba horas")]
    [InlineData(Monday, "14:00-9:00", "Escriba horas")]
    [InlineData(Monday, "9:00-14:00, 13:55-16:00", "Escriba horas")]
    [InlineData(Monday, "9:01-14:00", "Escriba horas")]
    [InlineData(Monday, "9:00-25:00", "Escriba horas")]
    [InlineData(Monday, "<script>", "Escriba horas")]
    [InlineData("Input.AppointmentMinutes", "0", "de 5 a 240 minutos")]
    [InlineData("Input.AppointmentMinutes", "47", "en pasos de cinco")]
    [InlineData("Input.AppointmentMinutes", "", "Falta este dato.")]
    [InlineData("Input.GapMinutes", "-5", "de 0 a 120 minutos")]
    [InlineData("Input.GapMinutes", "7", "en pasos de cinco")]
    [InlineData("Input.NoticeHours", "x", "no es válido")]
    [InlineData("Input.BookableDays", "100000", "De 1 a 365")]
    public async Task A_bad_field_is_named_kept_and_nothing_is_written(string field, string value, string expected)
    {
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await bruno.OpenAsync("/Hours");
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.ExecuteDeleteAsync());

        var refused = await form.SubmitAsync(Monday, ("Input.Days[1]", "9:00-10:00"), (field, value));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains(expected, StringComparison.OrdinalIgnoreCase));
        Assert.True(refused.Has($"#{field.Replace('.', '_').Replace('[', '_').Replace(']', '_')}-error"));
        Assert.Equal(value, Value(refused, field.Replace('.', '_').Replace('[', '_').Replace(']', '_')));
        Assert.Empty((await ReadAsync(clinic.Bruno)).Hours);
        Assert.Empty(await RecordAsync());
    }

    [Fact]
    public async Task Of_two_who_save_the_week_the_second_sees_what_the_first_has_saved_and_keeps_what_was_typed()
    {
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00");
        var (bruno, delia) = (await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Delia));
        var (first, second) = (await bruno.OpenAsync("/Hours"), await delia.OpenAsync($"/Hours/{clinic.Bruno.Id}"));
        (await first.SubmitAsync(Monday, (Monday, "10:00-14:00"), ("Input.AppointmentMinutes", "30"))).Shows("Guardado");

        var stale = await second.SubmitAsync(Monday, (Monday, "16:00-20:00"));

        stale.Is(HttpStatusCode.BadRequest);
        Assert.Contains(stale.Errors, e => e.Contains("mientras tanto", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("10:00-14:00", stale.Document.QuerySelector("[aria-labelledby=hours-now]")!.TextContent);
        Assert.Equal("16:00-20:00", Value(stale, "Input_Days_0_"));
        Assert.Equal((new TimeOnly(10, 0), 30), ((await ReadAsync(clinic.Bruno)).Hours.Single().From, (await ReadAsync(clinic.Bruno)).AppointmentMinutes));
        (await stale.SubmitAsync(Monday)).Shows("Guardado");
        Assert.Equal(new TimeOnly(16, 0), (await ReadAsync(clinic.Bruno)).Hours.Single().From);
    }

    [Fact]
    public async Task Of_eight_who_save_another_week_at_once_one_has_saved_and_the_others_are_shown_it()
    {
        var form = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Hours");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => form.SubmitOnceAsync(Monday, (Monday, $"{9 + i}:00-20:00"))));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest));
        Assert.Single((await ReadAsync(clinic.Bruno)).Hours);
        Assert.Single(await RecordAsync(), r => r.Kind == AuditKind.HoursChanged);
    }

    [Fact]
    public async Task What_changes_nothing_leaves_no_line_and_the_same_absence_twice_is_there_once_with_its_dates_on_record()
    {
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00");
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.ExecuteDeleteAsync());
        var form = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Hours");
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.ExecuteDeleteAsync());

        (await form.SubmitAsync(Monday)).Shows("Guardado");
        var days = new[] { ("Absence.From", $"{today.AddDays(3):O}"), ("Absence.To", $"{today.AddDays(4):O}") };
        var pressed = await Task.WhenAll(form.SubmitOnceAsync("Absence.From", days), form.SubmitOnceAsync("Absence.From", days));
        Assert.All(pressed, answer => Assert.InRange((int)answer.StatusCode, 301, 303));
        var refused = await form.SubmitAsync("Absence.From", ("Absence.From", $"{today.AddDays(-4):O}"), ("Absence.To", $"{today.AddDays(-1):O}"));

        Assert.Contains("ya ha pasado", refused.Is(HttpStatusCode.BadRequest).Document.QuerySelector("#Absence_To-error")!.TextContent);
        Assert.Single((await ReadAsync(clinic.Bruno)).Absences);
        Assert.Equal([(AuditKind.AbsenceAdded, clinic.Bruno.Id, clinic.Bruno.Id, $"{today.AddDays(3):O}/{today.AddDays(4):O}")], await RecordAsync());
    }

    [Fact]
    public async Task An_administrator_keeps_the_hours_and_absences_of_anybody()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var hours = await (await (await delia.OpenAsync("/Appointments")).FollowAsync("Horarios")).FollowAsync("Bruno Herrera");
        hours.IsAt($"/Hours/{clinic.Bruno.Id}");

        var saved = await hours.SubmitAsync(Monday, (Monday, "9:00-14:00"));
        saved.IsAt(hours.Path);
        var away = await saved.SubmitAsync("Absence.From", ("Absence.From", $"{today.AddDays(3):O}"), ("Absence.To", $"{today.AddDays(4):O}"), ("Absence.FromHour", "10:00"), ("Absence.ToHour", "12:00"));
        away.IsAt(hours.Path).Shows("10:00-12:00");
        var absence = Assert.Single((await ReadAsync(clinic.Bruno)).Absences);
        Assert.Equal((today.AddDays(3), today.AddDays(4)), (absence.From, absence.To));
        (await away.SubmitAsync("absence")).IsAt(hours.Path).Shows("No hay ausencias");

        Assert.Empty((await ReadAsync(clinic.Bruno)).Absences);
        Assert.Equal([AuditKind.HoursChanged, AuditKind.AbsenceAdded, AuditKind.AbsenceRemoved], (await RecordAsync()).Select(r => r.Kind));
        Assert.All(await RecordAsync(), r => Assert.Equal((clinic.Delia.Id, clinic.Bruno.Id), (r.Actor, r.Subject)));
    }

    [Theory]
    [InlineData(3, 2, "", "", "Absence.To")]
    [InlineData(2, 3, "10:00", "", "Absence.ToHour")]
    [InlineData(2, 3, "", "10:00", "Absence.ToHour")]
    [InlineData(2, 3, "12:00", "10:00", "Absence.ToHour")]
    [InlineData(null, 3, "", "", "Absence.From")]
    public async Task A_bad_absence_is_refused_beside_its_field(int? from, int to, string fromHour, string toHour, string field)
    {
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var refused = await (await bruno.OpenAsync("/Hours")).SubmitAsync("Absence.From", ("Absence.From", from is { } f ? $"{today.AddDays(f):O}" : ""),
            ("Absence.To", $"{today.AddDays(to):O}"), ("Absence.FromHour", fromHour), ("Absence.ToHour", toHour));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.True(refused.Has($"#{field.Replace('.', '_')}-error"));
        Assert.Empty((await ReadAsync(clinic.Bruno)).Absences);
    }

    [Fact]
    public async Task Nobody_reaches_the_hours_of_others()
    {
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(clinic.Elena.Id, new() { From = today, To = today }, Actor.System, default));
        var elenas = (await ReadAsync(clinic.Elena)).Absences.Single().Id;
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        (await bruno.OpenAsync($"/Hours/{clinic.Elena.Id}")).Is(HttpStatusCode.NotFound);
        (await bruno.OpenAsync($"/Hours/{clinic.Bruno.Id}")).Is(HttpStatusCode.OK);
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = today, To = today }, Actor.System, default));
        (await (await bruno.OpenAsync("/Hours")).SubmitAsync("absence", ("absence", $"{elenas}"))).Is(HttpStatusCode.OK);
        Assert.Single((await ReadAsync(clinic.Elena)).Absences);

        var ana = await clinic.SignedInAsync(clinic.Ana);
        foreach (var address in new[] { "/Hours", $"/Hours/{clinic.Bruno.Id}", $"/Hours/{clinic.Ana.Id}", "/Admin/ClosedDays" })
            (await ana.OpenAsync(address)).Is(HttpStatusCode.NotFound);
        (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Hours/{clinic.Ana.Id}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_administrator_closes_the_clinic_for_a_day_and_opens_it_again()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var page = await (await delia.OpenAsync("/Appointments")).FollowAsync("Días de cierre");

        (await page.SubmitAsync("Input.Day", ("Input.Day", ""))).Is(HttpStatusCode.BadRequest).Shows("Falta este dato.");
        (await page.SubmitAsync("Input.Day", ("Input.Day", $"{today.AddDays(-1):O}"))).Is(HttpStatusCode.BadRequest).Shows("Ese día ya ha pasado.");
        var closed = await page.SubmitAsync("Input.Day", ("Input.Day", $"{today.AddDays(5):O}"));
        foreach (var again in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => page.SubmitOnceAsync("Input.Day", ("Input.Day", $"{today.AddDays(5):O}")))))
            Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal(today.AddDays(5), await clinic.InAsync<ClinicDb, DateOnly>(db => db.ClosedDays.Select(d => d.Day).SingleAsync()));
        foreach (var opened in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => closed.SubmitOnceAsync("day"))))
            Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
        (await delia.OpenAsync("/Admin/ClosedDays")).Shows("No hay días de cierre");

        var reason = today.AddDays(5).ToString("O");
        Assert.Equal([(AuditKind.ClosedDayAdded, clinic.Delia.Id, null, reason), (AuditKind.ClosedDayRemoved, clinic.Delia.Id, null, reason)], await RecordAsync());
    }

    private static string? Value(Page page, string id) => page.Document.GetElementById(id)!.GetAttribute("value");

    private Task<Specialist> ReadAsync(ClinicUser person) => clinic.InAsync<ClinicDb, Specialist>(db =>
        db.Specialists.AsNoTracking().Include(s => s.Hours).Include(s => s.Absences).SingleAsync(s => s.Id == person.Id));

    private Task<List<(AuditKind Kind, string? Actor, string? Subject, string? Reason)>> RecordAsync() => clinic.InAsync<ClinicDb, List<(AuditKind, string?, string?, string?)>>(async db =>
        [.. (await db.AuditEvents.Where(e => e.Class == AuditClass.Administration).OrderBy(e => e.Id).ToListAsync()).Select(e => (e.Kind, e.ActorId, e.SubjectId, e.Reason))]);
}

public sealed class HoursStories_on_Sqlite(SqliteClinic clinic) : HoursStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class HoursStories_on_PostgreSql(PostgresClinic clinic) : HoursStories(clinic), IClassFixture<PostgresClinic>;
