using System.Net;
using System.Text.Json;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>End means end: no page, no token and no room of what is over, moved or changed; and the pages notice.</summary>
public abstract class EndStories(TestClinic clinic)
{
    private readonly VideoServer server = new(clinic);
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task When_the_specialist_ends_the_visit_both_pages_end_and_neither_token_nor_room_is_left()
    {
        var (appointment, room, ana, bruno) = await VisitAsync();

        (await (await bruno.OpenAsync(RoomOf(appointment))).SubmitAsync("Sí, terminar la consulta")).IsAt($"/Visits/{appointment.PublicId}/Ended");

        Assert.True((await StatusAsync(ana, appointment)).GetProperty("ended").GetBoolean());
        foreach (var visitor in new[] { ana, bruno })
            (await visitor.OpenAsync(RoomOf(appointment))).IsAt($"/Visits/{appointment.PublicId}/Ended");
        Assert.Equal(HttpStatusCode.Forbidden, (await server.AskAsync(room)).StatusCode);
    }

    [Fact]
    public async Task When_the_window_closes_the_same()
    {
        var (appointment, room, ana, bruno) = await VisitAsync();

        // Their pages ask all the time, which keeps both signed in.
        while (clinic.Now < appointment.EndsAt.AddMinutes(15))
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(5));
            await StatusAsync(bruno, appointment);
        }

        foreach (var visitor in new[] { ana, bruno })
        {
            Assert.True((await StatusAsync(visitor, appointment)).GetProperty("ended").GetBoolean());
            var ended = (await visitor.OpenAsync(RoomOf(appointment))).IsAt($"/Visits/{appointment.PublicId}/Ended").Shows("con el horario de la cita");
            Assert.Equal(visitor == bruno, ended.Has(".marks"));
            Assert.DoesNotContain("consta como realizada", ended.Text);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await server.AskAsync(room)).StatusCode);
    }

    [Fact]
    public async Task Whoever_never_went_in_is_told_at_the_door_that_it_is_too_late()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        clinic.Clock.SetUtcNow(new(appointment.EndsAt.AddMinutes(15), TimeSpan.Zero));

        (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(RoomOf(appointment))).IsAt($"/Visits/{appointment.PublicId}/Join");
    }

    [Fact]
    public async Task Whoever_waits_for_a_visit_that_is_cancelled_is_told_at_once()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var page = await (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        Assert.True(page.Has("#waiting"));
        Assert.False((await StatusAsync(ana, appointment)).GetProperty("ended").GetBoolean());

        await clinic.CancelAsync(appointment);

        Assert.True((await StatusAsync(ana, appointment)).GetProperty("ended").GetBoolean());
        (await ana.OpenAsync(page.Document.QuerySelector("#waiting")!.GetAttribute("data-ended-url")!)).IsAt($"/Visits/{appointment.PublicId}/Join").Shows("anulada");
    }

    [Fact]
    public async Task Whoever_is_in_a_visit_that_is_cancelled_moved_or_given_away_is_told_at_once()
    {
        var (cancelled, _, ana, _) = await VisitAsync();
        var shown = await TagAsync(ana, cancelled);
        Assert.Equal(shown, (await StatusAsync(ana, cancelled)).GetProperty("room").GetString());
        await clinic.CancelAsync(cancelled);
        Assert.True((await StatusAsync(ana, cancelled)).GetProperty("ended").GetBoolean());

        var (moved, _, anaAgain, _) = await VisitAsync();
        shown = await TagAsync(anaAgain, moved);
        await clinic.MoveAsync(moved, moved.StartsAt.AddDays(1));
        Assert.NotEqual(shown, (await StatusAsync(anaAgain, moved)).GetProperty("room").GetString());
        (await anaAgain.OpenAsync(RoomOf(moved))).IsAt($"/Visits/{moved.PublicId}/Join").Shows("Todavía no");

        var (given, _, anaThen, bruno) = await VisitAsync();
        shown = await TagAsync(anaThen, given);
        await clinic.ReassignAsync(given, clinic.Elena);
        Assert.NotEqual(shown, (await StatusAsync(anaThen, given)).GetProperty("room").GetString());
        (await anaThen.OpenAsync(RoomOf(given))).IsAt($"/Visits/{given.PublicId}/Join");
        Assert.Equal(HttpStatusCode.NotFound, (await bruno.SendAsync(HttpMethod.Get, $"/Visits/{given.PublicId}/Status")).StatusCode);
    }

    [Fact]
    public async Task A_new_room_takes_both_along_and_leaves_whoever_knows_the_old_one_behind()
    {
        foreach (var person in new[] { clinic.Bruno, clinic.Delia })
        {
            clinic.NewDay();
            var (appointment, room, ana, bruno) = await VisitAsync();
            var shown = await TagAsync(ana, appointment);
            var presser = person == clinic.Bruno ? bruno : await clinic.SignedInAsync(person);

            (await (await presser.OpenAsync($"/Appointments/{appointment.PublicId}")).SubmitAsync("Cambiar de sala")).Shows("La sala ha cambiado.");

            Assert.NotEqual(shown, (await StatusAsync(ana, appointment)).GetProperty("room").GetString());
            var newRoom = await RoomAsync(ana, appointment);
            Assert.NotEqual(room, newRoom);
            Assert.Equal(newRoom, await RoomAsync(bruno, appointment));
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), ((await server.AskAsync(room)).StatusCode, (await server.AskAsync(newRoom)).StatusCode));
            Assert.Equal(appointment.Version, (await clinic.ReadAsync(appointment)).Version);
            var line = Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.RoomRenewed);
            Assert.Equal((AuditOutcome.Allowed, person.Id), (line.Outcome, line.ActorId));
        }
    }

    [Fact]
    public async Task The_specialist_changes_the_room_from_inside_it_and_is_in_the_new_one()
    {
        var (appointment, room, _, bruno) = await VisitAsync();

        var page = await (await bruno.OpenAsync(RoomOf(appointment))).SubmitAsync("Cambiar de sala");

        page.IsAt(RoomOf(appointment));
        Assert.NotEqual(room, page.Document.QuerySelector("#visit-room")!.GetAttribute("data-room"));
    }

    [Fact]
    public async Task Nobody_else_changes_the_room_and_nobody_where_there_is_none()
    {
        var (appointment, _, ana, _) = await VisitAsync();
        var later = await clinic.BookAsync(now.AddHours(5));
        var token = (await ana.OpenAsync("/Appointments")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var before = (await clinic.ReadAsync(appointment)).Visit.RoomRef;

        foreach (var address in new[] { appointment, later }.Select(a => $"/Appointments/{a.PublicId}?handler=NewRoom"))
            (await ana.PostAsync(new Uri(ana.Http.BaseAddress!, address), [new("__RequestVerificationToken", token)])).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain("Cambiar de sala", (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{later.PublicId}")).Text);
        Assert.Equal(before, (await clinic.ReadAsync(appointment)).Visit.RoomRef);
    }

    private async Task<(Appointment Appointment, string Room, Visitor Ana, Visitor Bruno)> VisitAsync()
    {
        var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        foreach (var visitor in new[] { bruno, ana })
            await (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var room = await RoomAsync(bruno, appointment);
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync(room)).StatusCode);
        return (appointment, room, ana, bruno);
    }

    private static async Task<string> RoomAsync(Visitor visitor, Appointment appointment)
        => (await visitor.OpenAsync(RoomOf(appointment))).Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;

    private static async Task<string> TagAsync(Visitor visitor, Appointment appointment)
        => (await visitor.OpenAsync(RoomOf(appointment))).Document.QuerySelector("#visit-room")!.GetAttribute("data-room-tag")!;

    private static async Task<JsonElement> StatusAsync(Visitor visitor, Appointment appointment)
        => JsonDocument.Parse(await visitor.Http.GetStringAsync($"/Visits/{appointment.PublicId}/Status")).RootElement;

    private static string RoomOf(Appointment appointment) => $"/Visits/{appointment.PublicId}/Room";
}

public sealed class EndStories_on_Sqlite(SqliteWithServer clinic) : EndStories(clinic), IClassFixture<SqliteWithServer>;

[Trait("Needs", "PostgreSql")]
public sealed class EndStories_on_PostgreSql(PostgresWithServer clinic) : EndStories(clinic), IClassFixture<PostgresWithServer>;
