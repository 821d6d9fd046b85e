using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Appointments;

public abstract class MarkStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_specialist_marks_from_today_and_corrects_the_mark_and_each_is_on_record_without_a_mail()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await clinic.DeliverAsync();
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        Assert.False((await bruno.OpenAsync("/Today")).Has(".marks"));
        clinic.Clock.Advance(TimeSpan.FromMinutes(60));
        bruno = await clinic.SignedInAsync(clinic.Bruno);

        var today = await bruno.OpenAsync("/Today");
        Assert.True(today.Has(".appointment-card .marks"));
        var marked = await today.SubmitAsync("Input.Mark", ("Input.Mark", "NoShow"));
        marked.IsAt("/Today").Shows("No presentado");
        var first = await clinic.ReadAsync(appointment);
        Assert.Equal((AppointmentStatus.NoShow, appointment.Version + 1), (first.Status, first.Version));
        Assert.NotEqual(appointment.Visit.RoomRef, first.Visit.RoomRef);

        var details = await bruno.OpenAsync($"/Appointments/{appointment.PublicId}");
        Assert.Single(details.Document.QuerySelectorAll(".marks form"));
        (await details.SubmitAsync("Input.Mark")).IsAt($"/Appointments/{appointment.PublicId}").Shows("Realizada");
        var second = await clinic.ReadAsync(appointment);
        Assert.Equal((AppointmentStatus.Completed, appointment.Version + 2), (second.Status, second.Version));
        Assert.NotEqual(first.Visit.RoomRef, second.Visit.RoomRef);

        Assert.Equal([(AuditKind.AppointmentNoShow, "Booked", clinic.Bruno.Id), (AuditKind.AppointmentCompleted, "NoShow", clinic.Bruno.Id)],
            (await clinic.RecordOfAsync(appointment)).Skip(1).Select(e => (e.Kind, e.Reason!, e.ActorId!)));
        Assert.Equal(2, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync()));
    }

    [Fact]
    public async Task A_mark_that_would_end_a_visit_for_both_is_asked_once_as_in_the_room()
    {
        var appointment = await clinic.BookAsync(now);
        var inPerson = await clinic.BookAsync(now, Modality.InPerson, patient: clinic.Carla, specialist: clinic.Elena);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        var (bruno, elena) = (await clinic.SignedInAsync(clinic.Bruno), await clinic.SignedInAsync(clinic.Elena));

        foreach (var page in new[] { "/Today", $"/Appointments/{appointment.PublicId}", $"/Appointments/{appointment.PublicId}/Mark" })
            Assert.All((await bruno.OpenAsync(page)).Shows("¿Terminar para todos?").Document.QuerySelectorAll(".marks"), marks => Assert.NotNull(marks.Closest("details:not([open])")));
        Assert.Null((await elena.OpenAsync($"/Appointments/{inPerson.PublicId}")).Document.QuerySelector(".marks")!.Closest("details"));

        (await (await bruno.OpenAsync("/Today")).SubmitAsync("Input.Mark")).IsAt("/Today").Shows("Realizada");
        // What has been marked is corrected without a question: its door is shut.
        Assert.Null((await bruno.OpenAsync("/Today")).Document.QuerySelector(".marks")!.Closest("details"));
    }

    [Fact]
    public async Task What_is_left_of_the_hour_is_free_again_when_nobody_came()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        clinic.Clock.Advance(TimeSpan.FromMinutes(20));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var marked = await (await delia.OpenAsync($"/Appointments/{appointment.PublicId}")).SubmitAsync("Input.Mark", ("Input.Mark", "NoShow"));

        marked.Shows("No presentado");
        await clinic.BookAsync(now.AddMinutes(20), minutes: 30);
    }

    [Fact]
    public async Task A_stale_mark_changes_nothing_and_shows_the_appointment_as_it_is_now()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        var stale = await bruno.OpenAsync("/Today");
        await clinic.MarkAsync(appointment, AppointmentStatus.Completed);

        var refused = await stale.SubmitAsync("Input.Mark", ("Input.Mark", "NoShow"));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains("Pendiente", refused.Document.QuerySelector("[aria-labelledby=version-seen]")!.TextContent);
        Assert.Contains("Realizada", refused.Document.QuerySelector("[aria-labelledby=version-now]")!.TextContent);
        Assert.Contains(refused.Errors, e => e.Contains("mientras tanto"));
        Assert.Equal(AppointmentStatus.Completed, (await clinic.ReadAsync(appointment)).Status);
        (await refused.SubmitAsync("Input.Mark")).Is(HttpStatusCode.OK).Shows("No presentado");
    }

    [Theory]
    [InlineData("NoShow", 60, "todavía no ha empezado")]
    [InlineData("Cancelled", -60, "se marca como")]
    [InlineData("Booked", -60, "se marca como")]
    [InlineData("Telepathy", -60, "no es válido")]
    public async Task A_mark_that_cannot_be_is_refused_with_its_reason_and_nothing_is_written(string mark, int startsInMinutes, string reason)
    {
        var other = await clinic.BookAsync(now.AddMinutes(5), minutes: 30);
        var appointment = await clinic.BookAsync(now.AddMinutes(100 + startsInMinutes));
        clinic.Clock.Advance(TimeSpan.FromMinutes(100));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await bruno.OpenAsync($"/Appointments/{other.PublicId}");
        var before = await clinic.RecordOfAsync(appointment);

        var refused = await form.SubmitElsewhereAsync("Input.Mark", $"/Appointments/{appointment.PublicId}/Mark", ("Input.Mark", mark));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.Contains(refused.Errors, e => e.Contains(reason));
        Assert.Equal((AppointmentStatus.Booked, 0), ((await clinic.ReadAsync(appointment)).Status, (await clinic.ReadAsync(appointment)).Version));
        Assert.Equal(before.Count, (await clinic.RecordOfAsync(appointment)).Count);
    }

    [Fact]
    public async Task A_cancelled_appointment_stays_cancelled()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        await clinic.CancelAsync(appointment);
        clinic.Clock.Advance(TimeSpan.FromHours(1));

        var page = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}/Mark");

        Assert.False(page.Has("form[action$=Mark]"));
        page.Shows("no se puede marcar");
    }

    [Fact]
    public async Task Only_its_specialist_and_administrators_may_mark()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var (person, may) in new[] { (clinic.Ana, false), (clinic.Carla, false), (clinic.Elena, false), (clinic.Bruno, true), (clinic.Delia, true) })
        {
            var visitor = await clinic.SignedInAsync(person);
            (await visitor.OpenAsync($"/Appointments/{appointment.PublicId}/Mark")).Is(may ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }

        Assert.False((await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Appointments/{appointment.PublicId}")).Has(".marks"));
    }

    [Fact]
    public async Task A_day_after_the_end_the_house_marks_what_nobody_has_marked()
    {
        var nobody = await clinic.BookAsync(now.AddMinutes(5));
        var inPerson = await clinic.BookAsync(now.AddHours(1), Modality.InPerson);
        var held = await clinic.BookAsync(now.AddHours(2));
        var onlyPatient = await clinic.BookAsync(now.AddHours(3));
        var byHand = await clinic.BookAsync(now.AddHours(4), Modality.InPerson);
        var cancelled = await clinic.BookAsync(now.AddHours(5));
        await clinic.CancelAsync(cancelled);
        var younger = await clinic.BookAsync(now.AddHours(6), minutes: 30);
        await EnterAsync(held, clinic.Ana, clinic.Bruno);
        await EnterAsync(onlyPatient, clinic.Ana);
        clinic.Clock.SetUtcNow(new(now.AddHours(5), TimeSpan.Zero));
        await clinic.MarkAsync(byHand, AppointmentStatus.NoShow);

        clinic.Clock.SetUtcNow(new(younger.EndsAt.AddHours(24).AddMinutes(-1), TimeSpan.Zero));
        await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));
        await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));

        foreach (var (appointment, status) in new[]
        {
            (nobody, AppointmentStatus.NoShow), (inPerson, AppointmentStatus.Completed), (held, AppointmentStatus.Completed), (onlyPatient, AppointmentStatus.Booked),
            (byHand, AppointmentStatus.NoShow), (cancelled, AppointmentStatus.Cancelled), (younger, AppointmentStatus.Booked),
        })
            Assert.Equal(status, (await clinic.ReadAsync(appointment)).Status);
        Assert.Equal([(AuditKind.AppointmentNoShow, "System")], (await clinic.RecordOfAsync(nobody)).Skip(1).Select(e => (e.Kind, e.ActorRole)));
        Assert.Equal(1, (await clinic.ReadAsync(byHand)).Version);
        // The patient waited in vain: that is for a person to say, who is told who was missing.
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var day = await bruno.OpenAsync($"/Today?day={now:yyyy-MM-dd}");
        day.Shows("Usted no llegó a entrar en la sala.").Shows("El paciente no se presentó");
        (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync($"/Appointments/{onlyPatient.PublicId}/Mark")).Shows("El especialista no llegó a entrar en la sala.");

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));
        Assert.Equal(AppointmentStatus.NoShow, (await clinic.ReadAsync(younger)).Status);
    }

    [Fact]
    public async Task What_is_older_than_a_year_is_left_alone()
    {
        var (older, old) = (await clinic.BookAsync(now.AddHours(1), Modality.InPerson), await clinic.BookAsync(now.AddHours(2), Modality.InPerson));
        clinic.Clock.SetUtcNow(new(old.EndsAt + MarkForgotten.Patience + MarkForgotten.Oldest, TimeSpan.Zero));

        await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));

        Assert.Equal((AppointmentStatus.Booked, AppointmentStatus.Completed), ((await clinic.ReadAsync(older)).Status, (await clinic.ReadAsync(old)).Status));
    }

    [Fact]
    public async Task More_than_one_batch_is_marked_in_one_run()
    {
        for (var i = 0; i < MarkForgotten.BatchSize + 5; i++)
            await clinic.BookAsync(now.AddMinutes(5 + (5 * i)), Modality.InPerson, minutes: 5);
        clinic.Clock.Advance(TimeSpan.FromDays(3));

        await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));

        Assert.Equal(MarkForgotten.BatchSize + 5, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync(a => a.Status == AppointmentStatus.Completed)));
    }

    [Fact]
    public async Task Whoever_marks_at_the_same_moment_as_the_house_is_right()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5), Modality.InPerson);
        clinic.Clock.Advance(TimeSpan.FromDays(2));

        await using (var scope = clinic.Services.CreateAsyncScope())
        {
            var (db, diary) = (scope.ServiceProvider.GetRequiredService<ClinicDb>(), scope.ServiceProvider.GetRequiredService<Diary>());
            var seenByTheHouse = await db.Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
            await clinic.MarkAsync(appointment, AppointmentStatus.NoShow);
            var answer = await diary.MarkAsync(seenByTheHouse, seenByTheHouse.Version, seenByTheHouse.PresumedMark(await db.AttendanceAsync(seenByTheHouse, default))!.Value, Actor.System, default);
            Assert.Equal((DiaryRefusal.ChangedMeanwhile, AppointmentStatus.NoShow), (answer.Refusal, answer.Appointment!.Status));
        }

        Assert.Equal([AuditKind.AppointmentBooked, AuditKind.AppointmentNoShow], (await clinic.RecordOfAsync(appointment)).Select(e => e.Kind));
    }

    private async Task EnterAsync(Appointment appointment, params ClinicUser[] people)
    {
        clinic.Clock.SetUtcNow(new(appointment.StartsAt, TimeSpan.Zero));
        foreach (var person in people)
            await (await (await clinic.SignedInAsync(person)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
    }
}

public sealed class MarkStories_on_Sqlite(SqliteClinic clinic) : MarkStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class MarkStories_on_PostgreSql(PostgresClinic clinic) : MarkStories(clinic), IClassFixture<PostgresClinic>;
