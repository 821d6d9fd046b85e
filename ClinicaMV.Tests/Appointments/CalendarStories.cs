using System.Net;
using System.Text.RegularExpressions;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>A person's own calendar feed: what is in it, what is not, and who can read it.</summary>
public abstract class CalendarStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_feed_has_the_hours_in_the_persons_language_and_nothing_that_tells_more()
    {
        var video = await clinic.BookAsync(now.AddDays(2));
        var cancelled = await clinic.BookAsync(now.AddDays(3), Modality.InPerson);
        await clinic.BookAsync(now.AddDays(4), patient: clinic.Carla);
        await clinic.CancelAsync(cancelled);
        await clinic.InAsync<ClinicDb>(db => db.Specialists.ExecuteUpdateAsync(s => s.SetProperty(x => x.Speciality, "Nutrición")));

        var (answer, feed) = await ReadAsync(await MakeAsync(clinic.Ana));

        Assert.Equal("text/calendar; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("noindex", answer.Headers.GetValues("X-Robots-Tag").Single());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var events = EventsOf(feed);
        Assert.Equal(2, events.Count);
        Assert.Equal(("Cita", "CONFIRMED", "0", $"{video.PublicId}@clinicamv", $"{now.AddDays(2):yyyyMMdd'T'HHmmss'Z'}", $"http://localhost/Visits/{video.PublicId}/Join"),
            (events[0]["SUMMARY"], events[0]["STATUS"], events[0]["SEQUENCE"], events[0]["UID"], events[0]["DTSTART"], events[0]["URL"]));
        Assert.Equal(("Anulada: Cita", "CANCELLED", "1", $"{cancelled.PublicId}@clinicamv"), (events[1]["SUMMARY"], events[1]["STATUS"], events[1]["SEQUENCE"], events[1]["UID"]));
        foreach (var canary in new[] { "Ana", "García", "Bruno", "Herrera", "Nutri", "Other", "example.test", Convert.ToHexStringLower(video.Visit.RoomRef) })
            Assert.DoesNotContain(canary, feed);
        Assert.Contains("SUMMARY:Appointment", (await ReadAsync(await MakeAsync(clinic.Carla))).Text);
    }

    [Fact]
    public async Task A_moved_appointment_keeps_its_uid_and_raises_its_sequence()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        var address = await MakeAsync(clinic.Ana);
        var before = Assert.Single(EventsOf((await ReadAsync(address)).Text));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        await clinic.MoveAsync(appointment, now.AddDays(2).AddHours(1));

        var after = Assert.Single(EventsOf((await ReadAsync(address)).Text));
        Assert.Equal((before["UID"], "1", $"{now.AddDays(2).AddHours(1):yyyyMMdd'T'HHmmss'Z'}"), (after["UID"], after["SEQUENCE"], after["DTSTART"]));
        Assert.Equal($"{clinic.Now:yyyyMMdd'T'HHmmss'Z'}", after["LAST-MODIFIED"]);
        Assert.Equal(after["LAST-MODIFIED"], after["DTSTAMP"]);
    }

    [Fact]
    public async Task A_new_address_kills_the_former_one_and_a_withdrawn_one_is_dead_and_both_are_on_record()
    {
        var first = await MakeAsync(clinic.Elena);
        var second = await MakeAsync(clinic.Elena);
        Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync(first)).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(second)).Answer.StatusCode);
        var elena = await clinic.SignedInAsync(clinic.Elena);

        var page = await (await elena.OpenAsync("/Calendar")).SubmitAsync("Retirar la dirección");

        page.Is(HttpStatusCode.OK).Shows("no tiene dirección");
        Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync(second)).Answer.StatusCode);
        var lines = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.ActorId == clinic.Elena.Id && e.Class == AuditClass.Administration).OrderBy(e => e.Id).ToListAsync());
        Assert.Equal([AuditKind.CalendarFeedMade, AuditKind.CalendarFeedMade, AuditKind.CalendarFeedRevoked], lines.Select(l => l.Kind).Where(k => k is AuditKind.CalendarFeedMade or AuditKind.CalendarFeedRevoked));
    }

    [Fact]
    public async Task The_address_is_shown_once_and_only_its_hash_is_kept()
    {
        var address = await MakeAsync(clinic.Delia);
        var secret = Secret(address);

        Assert.DoesNotContain(secret, (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Calendar")).Document.DocumentElement.OuterHtml);
        var kept = await clinic.InAsync<ClinicDb, string?>(db => db.Users.Where(u => u.Id == clinic.Delia.Id).Select(u => u.CalendarSecretHash).SingleAsync());
        Assert.Equal(64, kept!.Length);
        Assert.DoesNotContain(secret, kept);
    }

    [Fact]
    public async Task Only_the_specialist_who_wants_them_has_initials_of_patients()
    {
        await clinic.BookAsync(now.AddDays(2));
        var address = await MakeAsync(clinic.Bruno);
        Assert.Equal("Cita", Assert.Single(EventsOf((await ReadAsync(address)).Text))["SUMMARY"]);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var shown = await (await bruno.OpenAsync("/Calendar")).SubmitAsync("Poner las iniciales", ("shows", "true"));

        Assert.Equal("Cita A. G.", Assert.Single(EventsOf((await ReadAsync(address)).Text))["SUMMARY"]);
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == clinic.Ana.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.FullName, "𠮷野 太郎")));
        Assert.Equal("Cita 𠮷. 太.", Assert.Single(EventsOf((await ReadAsync(address)).Text))["SUMMARY"]);
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == clinic.Ana.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.FullName, clinic.Ana.FullName)));
        await shown.SubmitAsync("Quitar las iniciales", ("shows", "false"));
        Assert.Equal("Cita", Assert.Single(EventsOf((await ReadAsync(address)).Text))["SUMMARY"]);
        Assert.False((await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/Calendar")).Has("button[name=shows]"));
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.ics")]
    [InlineData("x.ics")]
    public async Task An_unknown_address_is_not_found(string name)
        => Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync($"/Calendar/{name}")).Answer.StatusCode);

    [Fact]
    public async Task A_disabled_persons_feed_is_not_found_and_an_unchanged_one_is_not_sent_again()
    {
        var address = await MakeAsync(clinic.Carla);
        var (answer, _) = await ReadAsync(address);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await clinic.Visitor().Http.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await clinic.Visitor().SendAsync(HttpMethod.Head, address)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await clinic.Visitor().SendAsync(HttpMethod.Post, address)).StatusCode);

        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == clinic.Carla.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now)));

        Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync(address)).Answer.StatusCode);
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == clinic.Carla.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, (DateTime?)null)));
    }

    [Theory]
    [InlineData("/Account/Password", "Input.Password")]
    [InlineData("/Account/Devices", "Cerrar todas las demás")]
    public async Task Who_shuts_everybody_else_out_shuts_the_feed_too_and_is_told(string page, string button)
    {
        var person = await clinic.AddAsync(Roles.Patient);
        var address = await MakeAsync(person);
        var session = await clinic.SignedInAsync(person);

        var asked = await session.OpenAsync(page);
        var done = page == "/Account/Password" ? await asked.SubmitAsync(button, (button, "otra frase bien larga"), ("Input.ConfirmPassword", "otra frase bien larga"))
            : await asked.Shows("La dirección de su calendario también deja de funcionar").SubmitAsync(button);

        done.Is(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync(address)).Answer.StatusCode);
        (await session.OpenAsync("/Calendar")).Shows("no tiene dirección");
        if (page == "/Account/Password")
            Assert.Contains("cree otra dirección en Mi calendario", (await clinic.MailToAsync(person)).TextBody);
    }

    // 10:00 on the clock of the wall, in offsets written down here.
    [Theory]
    [InlineData("2027-03-27", "20270327T090000Z")]
    [InlineData("2027-03-28", "20270328T080000Z")]
    [InlineData("2027-10-30", "20271030T080000Z")]
    [InlineData("2027-10-31", "20271031T090000Z")]
    public async Task Around_the_change_of_clocks_the_feed_has_the_instant_of_the_typed_hour(string date, string start)
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await (await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}")).SubmitAsync("Input.Hour.Time",
            ("Input.SpecialistId", clinic.Bruno.Id), ("Input.Hour.Date", date), ("Input.Hour.Time", "10:00"), ("Input.Hour.Minutes", "45"));

        Assert.Equal(start, Assert.Single(EventsOf((await ReadAsync(await MakeAsync(clinic.Ana))).Text))["DTSTART"]);
    }

    private async Task<string> MakeAsync(ClinicUser person)
    {
        var page = await (await clinic.SignedInAsync(person)).OpenAsync("/Calendar");
        var made = await page.SubmitAsync(page.Has("[formaction*=Revoke], form[action*=Revoke]") ? "Crear otra dirección" : "Crear la dirección");
        return new Uri(made.Document.QuerySelector("input[readonly]")!.GetAttribute("value")!).AbsolutePath;
    }

    private async Task<(HttpResponseMessage Answer, string Text)> ReadAsync(string address)
    {
        var answer = await clinic.Visitor().SendAsync(HttpMethod.Get, address);
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    private static string Secret(string address) => address.Split('/', '.')[2];

    // RFC 5545 §3.1: a line goes on where the next begins with a space.
    private static List<Dictionary<string, string>> EventsOf(string feed)
        => [.. Regex.Matches(feed.Replace("\r\n ", ""), "BEGIN:VEVENT\r\n(.*?)END:VEVENT", RegexOptions.Singleline)
            .Select(e => e.Groups[1].Value.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2)).ToDictionary(l => l[0].Split(';')[0], l => l[1]))];
}

public sealed class CalendarStories_on_Sqlite(SqliteClinic clinic) : CalendarStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class CalendarStories_on_PostgreSql(PostgresClinic clinic) : CalendarStories(clinic), IClassFixture<PostgresClinic>;
