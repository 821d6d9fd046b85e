using System.Net;
using System.Text.Json;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Visits;

/// <summary>The question that every page at the door asks every few seconds, honestly and otherwise.</summary>
public abstract class PollStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_status_is_304_until_something_changes()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await ana.EnterAsync(appointment);
        using var first = await ana.AskStatusAsync(appointment.PublicId);

        clinic.Clock.Advance(TimeSpan.FromMinutes(3));
        using var same = await ana.AskStatusAsync(appointment.PublicId, first.Headers.ETag!.Tag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.StatusCode, (await same.Content.ReadAsByteArrayAsync()).Length));
        // As it comes back through a proxy that compresses.
        using var weak = await ana.AskStatusAsync(appointment.PublicId, $"W/{first.Headers.ETag.Tag}");
        Assert.Equal(HttpStatusCode.NotModified, weak.StatusCode);

        clinic.Clock.Advance(TimeSpan.FromMinutes(3));
        using var overdue = await ana.AskStatusAsync(appointment.PublicId, first.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, overdue.StatusCode);
        Assert.NotEqual(first.Headers.ETag, overdue.Headers.ETag);
    }

    [Fact]
    public async Task A_sign_of_life_is_written_down_at_most_every_twenty_seconds_and_comes_only_from_the_page_of_who_waits()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        using (await ana.AskStatusAsync(appointment.PublicId, isThere: true))
            Assert.Null(await SeenAsync(appointment));

        await ana.EnterAsync(appointment);
        var entered = clinic.Now;
        foreach (var (seconds, who, isThere, seen) in new[] { (10, ana, true, 0), (15, ana, false, 0), (5, bruno, true, 0), (1, ana, true, 31), (19, ana, true, 31), (2, ana, true, 52) })
        {
            clinic.Clock.Advance(TimeSpan.FromSeconds(seconds));
            using var answer = await who.AskStatusAsync(appointment.PublicId, isThere: isThere);
            Assert.Equal(entered.AddSeconds(seen), await SeenAsync(appointment));
        }

        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
    }

    [Fact]
    public async Task A_forged_sign_of_life_is_refused_on_record_and_changes_nothing()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await ana.EnterAsync(appointment);
        var seen = await SeenAsync(appointment);
        clinic.Clock.Advance(TimeSpan.FromSeconds(30));

        foreach (var stranger in new[] { clinic.Carla, clinic.Elena, clinic.Delia })
        {
            using var answer = await (await clinic.SignedInAsync(stranger)).AskStatusAsync(appointment.PublicId, isThere: true);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var signedOut = await clinic.Visitor().AskStatusAsync(appointment.PublicId, isThere: true);
        Assert.Equal(HttpStatusCode.Redirect, signedOut.StatusCode);
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, $"/Visits/{appointment.PublicId}/Status");
            request.Headers.Add("X-Here", "1");
            using var answer = await ana.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        }

        Assert.Equal(seen, await SeenAsync(appointment));
        var denied = (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.VisitEntry && e.Outcome == AuditOutcome.Denied).Select(e => e.ActorId);
        Assert.Equal(new[] { clinic.Carla.Id, clinic.Elena.Id, clinic.Delia.Id }.Order(), denied.Order());
    }

    [Fact]
    public async Task Whoever_asks_without_end_is_slowed_down_on_record_once_a_minute_and_harms_nobody()
    {
        var nosy = await clinic.AddAsync(Roles.Patient, "Nati Inquieta");
        var appointment = await clinic.BookAsync(now.AddMinutes(5), patient: nosy);
        var (nati, bruno, carla) = (await clinic.SignedInAsync(nosy), await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Carla));

        var answers = new List<HttpStatusCode>();
        for (var round = 0; round < 100; round++)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PollAsync(nati, appointment))));
            Assert.Equal(HttpStatusCode.OK, await PollAsync(bruno, appointment));
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers.Distinct().Order());
        // Meanwhile a second may have gone by, in which two more are answered. Somebody else's visit is no way around it.
        foreach (var id in new[] { appointment.PublicId, new string('a', 26) })
        {
            var refused = (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => nati.AskStatusAsync(id)))).Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
            Assert.True(refused.Count > 25);
            Assert.All(refused, a => Assert.NotNull(a.Headers.RetryAfter));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await carla.AskStatusAsync(appointment.PublicId)).StatusCode);
        var record = await clinic.RecordOfAsync(appointment);
        Assert.Single(record, e => e is { Kind: AuditKind.PollsRefused, Outcome: AuditOutcome.Denied } && e.ActorId == nosy.Id);
        Assert.Single(record, e => e.Kind == AuditKind.VisitEntry && e.Outcome == AuditOutcome.Denied && e.ActorId == clinic.Carla.Id);
        Scoreboard.Record("polls", GetType().Name, "10,000 polls of one person within a minute are slowed down, on record, and harm nobody",
            $"{answers.Count} asked at once, {answers.Count(a => a == HttpStatusCode.OK)} answered, {answers.Count(a => a == HttpStatusCode.TooManyRequests)} refused, 1 line in the record; the other's 100 all answered");
    }

    [Fact]
    public async Task What_somebody_typed_instead_of_an_id_is_not_in_the_record()
    {
        var nosy = await clinic.AddAsync(Roles.Patient, "Nora Curiosa");
        var nora = await clinic.SignedInAsync(nosy);
        const string Typed = "ana.garcia-tiene-diabetes!";

        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * PollLimit.AtOnce).Select(_ => nora.AskStatusAsync(Typed)));

        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.TooManyRequests);
        var record = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.AsNoTracking().Where(e => e.ActorId == nosy.Id).ToListAsync());
        Assert.Null(Assert.Single(record, e => e.Kind == AuditKind.PollsRefused).AppointmentId);
        Assert.DoesNotContain(record, e => e.AppointmentId == Typed);
    }

    [Fact]
    public async Task A_question_that_has_time_is_held_until_there_is_news_and_no_longer_than_it_says()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        await ana.EnterAsync(appointment);
        using var first = await ana.AskStatusAsync(appointment.PublicId);
        var tag = first.Headers.ETag!.Tag;
        using var nothing = await ana.AskStatusAsync(appointment.PublicId, tag, wait: 1);
        Assert.Equal((HttpStatusCode.NotModified, "wait=1"), (nothing.StatusCode, nothing.Headers.GetValues("Preference-Applied").Single()));

        var held = ana.AskStatusAsync(appointment.PublicId, tag, wait: 20);
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Late")).SubmitAsync("Input.Minutes", ("Input.Minutes", "10"));
        using var news = await held;
        Assert.Equal(HttpStatusCode.OK, news.StatusCode);

        held = ana.AskStatusAsync(appointment.PublicId, news.Headers.ETag!.Tag, wait: 20);
        await clinic.CancelAsync(appointment);
        using var over = await held;
        Assert.True(JsonDocument.Parse(await over.Content.ReadAsStringAsync()).RootElement.GetProperty("ended").GetBoolean());
    }

    [Fact]
    public async Task What_the_clock_changes_is_told_when_it_changes_and_not_when_the_held_question_ends()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await ana.EnterAsync(appointment);
        clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddSeconds(-10), TimeSpan.Zero));
        using var before = await ana.AskStatusAsync(appointment.PublicId);

        var held = ana.AskStatusAsync(appointment.PublicId, before.Headers.ETag!.Tag, wait: 30);
        // The question has to be there before the clock moves: it goes on moving until the answer comes.
        while (await Task.WhenAny(held, Task.Delay(100)) != held)
            clinic.Clock.Advance(TimeSpan.FromSeconds(2));

        using var answer = await held;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("se está retrasando", await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> PollAsync(Visitor visitor, Appointment appointment)
    {
        using var answer = await visitor.AskStatusAsync(appointment.PublicId);
        return answer.StatusCode;
    }

    private Task<DateTime?> SeenAsync(Appointment appointment)
        => clinic.InAsync<ClinicDb, DateTime?>(db => db.Appointments.Where(a => a.Id == appointment.Id).Select(a => a.Visit.PatientSeenAt).SingleAsync());
}

public sealed class PollStories_on_Sqlite(SqliteClinic clinic) : PollStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class PollStories_on_PostgreSql(PostgresClinic clinic) : PollStories(clinic), IClassFixture<PostgresClinic>;
