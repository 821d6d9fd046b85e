using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;

namespace ClinicaMV.Tests.Visits;

/// <summary>The specialist looks in early and goes again: whoever comes then is not left alone in the room, and is not called into it.</summary>
public abstract class DesertedRoomStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task A_patient_who_comes_after_the_specialist_has_left_waits_and_is_seen_to_wait_until_both_are_in()
    {
        var (appointment, bruno, room) = await OpenedEarlyAsync();
        await ReportAsync(bruno, room, "joined");
        await ReportAsync(bruno, room, "left");
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);

        (await ana.EnterAsync(appointment)).Shows("Está en la sala de espera").Shows("Bruno Herrera todavía no ha llegado");
        (await bruno.OpenAsync("/Today")).Shows("espera desde las 10:05");
        (await (await bruno.OpenAsync("/Today")).SubmitAsync($"Hacer pasar: {clinic.Ana.FullName}")).IsAt(RoomOf(appointment));

        Assert.True((await ana.OpenAsync(RoomOf(appointment))).Has("#visit-room"));
        (await bruno.OpenAsync("/Today")).Shows("Nadie espera en este momento");
    }

    [Fact]
    public async Task Who_has_waited_in_vain_for_a_specialist_who_had_left_is_not_marked_as_having_been_met()
    {
        var (appointment, bruno, room) = await OpenedEarlyAsync();
        await ReportAsync(bruno, room, "joined");
        await ReportAsync(bruno, room, "left");
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(appointment);

        clinic.Clock.SetUtcNow(new(appointment.EndsAt.AddHours(25), TimeSpan.Zero));
        await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));

        Assert.Equal(AppointmentStatus.Booked, (await clinic.ReadAsync(appointment)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("joined")]
    // In two tabs, and gone from one of them.
    [InlineData("joined joined left")]
    // The page was loaded anew, and what the old one said came late.
    [InlineData("joined left joined")]
    public async Task The_patient_goes_straight_in_where_nothing_says_that_the_specialist_has_gone(string reports)
    {
        var (appointment, bruno, room) = await OpenedEarlyAsync();
        foreach (var what in reports.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await ReportAsync(bruno, room, what);
            clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        clinic.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True((await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(appointment)).Has("#visit-room"));
        (await bruno.OpenAsync("/Today")).Shows("Nadie espera en este momento");
    }

    [Fact]
    public async Task A_specialist_who_leaves_a_visit_for_a_moment_sends_nobody_out_and_comes_back_to_end_it()
    {
        var (appointment, bruno, room) = await OpenedEarlyAsync();
        await ReportAsync(bruno, room, "joined");
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await ReportAsync(ana, await ana.EnterAsync(appointment), "joined");

        await ReportAsync(bruno, room, "left");

        Assert.True((await ana.OpenAsync(RoomOf(appointment))).Has("#visit-room"));
        (await bruno.OpenAsync("/Today")).Shows("Nadie espera en este momento");
        (await room.SubmitAsync("Sí, terminar la consulta")).Shows("La videoconsulta ha terminado");
    }

    [Fact]
    public async Task A_patient_is_not_called_in_by_a_specialist_who_has_left_and_is_when_they_are_back()
    {
        var (appointment, bruno, room) = await OpenedEarlyAsync();
        await ReportAsync(bruno, room, "joined");
        await ReportAsync(bruno, room, "left");
        clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddMinutes(2), TimeSpan.Zero));
        await clinic.SendAsync();
        Assert.Equal(MailState.Void, (await CallAsync(appointment)).State);

        Assert.True((await bruno.OpenAsync(RoomOf(appointment))).Has("#visit-room"));
        Assert.Equal((MailState.Pending, clinic.Now.AddMinutes(1)), ((await CallAsync(appointment)).State, (await CallAsync(appointment)).DueAt));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.SendAsync();

        Assert.Equal(MailState.Sent, (await CallAsync(appointment)).State);
    }

    [Fact]
    public async Task Who_announces_a_delay_from_the_room_waits_for_nobody_and_the_patient_reads_the_delay()
    {
        var (appointment, bruno, _) = await OpenedEarlyAsync();
        await clinic.AnnounceDelayAsync(appointment, 15);
        clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddMinutes(2), TimeSpan.Zero));

        await clinic.SendAsync();

        Assert.Equal(MailState.Void, (await CallAsync(appointment)).State);
        Assert.Equal(MailState.Sent, (await clinic.MailAboutAsync(appointment, MailKind.SpecialistLate)).Single().State);
        (await (await clinic.SignedInAsync(clinic.Ana)).EnterAsync(appointment)).Shows("Bruno Herrera lleva unos 15 minutos de retraso");
        (await bruno.OpenAsync("/Today")).Shows("espera desde las 10:17");
    }

    private async Task<(Appointment, Visitor, Page Room)> OpenedEarlyAsync()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(15));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var room = await bruno.EnterAsync(appointment);
        Assert.True(room.Has("#visit-room"));
        return (appointment, bruno, room);
    }

    private static async Task ReportAsync(Visitor visitor, Page room, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{room.Path}?handler=Report") { Content = new FormUrlEncodedContent([new("what", what)]) };
        request.Headers.Add("RequestVerificationToken", room.Document.QuerySelector("#visit-room")!.GetAttribute("data-token")!);
        using var taken = await visitor.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
    }

    private async Task<OutgoingMail> CallAsync(Appointment appointment) => (await clinic.MailAboutAsync(appointment, MailKind.SpecialistWaiting)).Single();

    private static string RoomOf(Appointment appointment) => $"/Visits/{appointment.PublicId}/Room";
}

public sealed class DesertedRoomStories_on_Sqlite(SqliteClinic clinic) : DesertedRoomStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class DesertedRoomStories_on_PostgreSql(PostgresClinic clinic) : DesertedRoomStories(clinic), IClassFixture<PostgresClinic>;
