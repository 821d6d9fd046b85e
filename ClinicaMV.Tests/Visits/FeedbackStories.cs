using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Visits;

public abstract class FeedbackStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_patient_says_how_picture_and_sound_were_and_may_change_it()
    {
        var (appointment, ana, bruno) = await HeldAsync();
        var ended = (await ana.OpenAsync(EndedOf(appointment))).Shows("Gracias por venir").Shows("¿Qué tal se han visto y oído?");
        Assert.False((await bruno.OpenAsync(EndedOf(appointment))).Shows("consta como realizada").Has(".rating"));

        ended = (await ended.SubmitAsync("rating", ("rating", "2"))).IsAt(EndedOf(appointment)).Shows("Gracias por decirlo");
        ended = await ended.SubmitAsync("rating", ("rating", "5"));
        await ended.SubmitAsync("rating", ("rating", "5"));

        Assert.Equal("5", ended.Document.QuerySelector("[aria-pressed=true]")!.GetAttribute("value"));
        Assert.Equal(5, (await clinic.ReadAsync(appointment)).Visit.Rating);
        Assert.Equal(["2", "5"], (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.VisitRated).Select(e => e.Reason));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("-2147483648")]
    [InlineData("mucho")]
    [InlineData("")]
    public async Task What_is_no_rating_is_refused(string rating)
    {
        var (appointment, ana, _) = await HeldAsync();

        (await (await ana.OpenAsync(EndedOf(appointment))).SubmitAsync("rating", ("rating", rating))).Is(HttpStatusCode.BadRequest);

        Assert.Null((await clinic.ReadAsync(appointment)).Visit.Rating);
    }

    [Fact]
    public async Task Nobody_but_the_patient_rates_and_nobody_a_visit_that_has_not_been()
    {
        var (appointment, ana, bruno) = await HeldAsync();
        var form = await ana.OpenAsync(EndedOf(appointment));
        var coming = await clinic.BookAsync(now.AddHours(5));

        (await (await bruno.OpenAsync("/Today")).SubmitElsewhereAsync("language", $"{EndedOf(appointment)}?handler=Rate", ("rating", "1"))).Is(HttpStatusCode.BadRequest);
        (await (await (await clinic.SignedInAsync(clinic.Carla)).OpenAsync("/Appointments")).SubmitElsewhereAsync("language", $"{EndedOf(appointment)}?handler=Rate", ("rating", "1"))).Is(HttpStatusCode.NotFound);
        (await form.SubmitElsewhereAsync("rating", $"{EndedOf(coming)}?handler=Rate", ("rating", "1"))).Is(HttpStatusCode.BadRequest);

        Assert.Null((await clinic.ReadAsync(appointment)).Visit.Rating);
    }

    [Fact]
    public async Task The_steps_that_somebody_in_trouble_takes_are_on_record_and_not_without_end()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var join = await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join");
        Assert.Equal(HttpStatusCode.BadRequest, await TellAsync("Reload"));
        var room = await join.SubmitAsync("Entrar");

        room = await room.FollowAsync("Siga solo con sonido");
        Assert.Equal("true", room.Document.QuerySelector("#visit-room")!.GetAttribute("data-video-muted"));
        Assert.Contains("¿Se ha arreglado?", room.Document.QuerySelector(".trouble[open]")!.TextContent);
        foreach (var step in new[] { "AudioOnly", "NotSolved", "Ring" })
            Assert.Equal(HttpStatusCode.NoContent, await TellAsync(step));
        foreach (var step in new[] { "Dance", "", "77" })
            Assert.Equal(HttpStatusCode.BadRequest, await TellAsync(step));
        for (var i = 0; i < 27; i++)
            Assert.Equal(HttpStatusCode.NoContent, await TellAsync("Reload"));
        Assert.Equal(HttpStatusCode.BadRequest, await TellAsync("Reload"));

        var steps = (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == AuditKind.VisitTrouble).Select(e => e.Reason).ToList();
        Assert.Equal((30, "AudioOnly", "NotSolved", "Ring"), (steps.Count, steps[0], steps[1], steps[2]));

        async Task<HttpStatusCode> TellAsync(string step)
            => (await join.SubmitElsewhereAsync("language", $"/Visits/{appointment.PublicId}/Room?handler=Trouble", ("step", step))).Status;
    }

    private async Task<(Appointment, Visitor Ana, Visitor Bruno)> HeldAsync()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        await (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var room = await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        await room.SubmitAsync("Sí, terminar la consulta");
        return (appointment, ana, bruno);
    }

    private static string EndedOf(Appointment appointment) => $"/Visits/{appointment.PublicId}/Ended";
}

public sealed class FeedbackStories_on_Sqlite(SqliteClinic clinic) : FeedbackStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class FeedbackStories_on_PostgreSql(PostgresClinic clinic) : FeedbackStories(clinic), IClassFixture<PostgresClinic>;
