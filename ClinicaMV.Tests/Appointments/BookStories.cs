using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>Staff see what is free before they try an hour.</summary>
public abstract class BookStories(TestClinic clinic) : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2027, 1, 11);

    public async Task InitializeAsync()
    {
        clinic.Clock.SetUtcNow(new DateTimeOffset(Monday.AddDays(-3).ToDateTime(new(9, 0)), TimeSpan.Zero));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
            await db.Specialists.ExecuteUpdateAsync(s => s.SetProperty(x => x.Speciality, "Nutrición"));
        });
        await clinic.InAsync<HoursKeeper>(keeper => keeper.SetAsync(clinic.Bruno.Id, Specialists.Week("Monday 9:00-14:00"), new(30), Actor.System, default));
        await clinic.WorkAsync(clinic.Elena, "Monday 8:30-10:00");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_form_has_the_specialists_length_and_shows_the_next_hours_before_anything_is_tried()
    {
        await clinic.BookAsync(At(9, 30), patient: clinic.Carla, minutes: 30);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var with = await (await delia.OpenAsync("/Appointments/Book")).FollowAsync("Ana García Ruiz");

        var form = await with.Shows("¿Con qué especialista?").FollowAsync("Bruno Herrera");

        Assert.Equal("30", form.Document.GetElementById("Input_Hour_Minutes")!.GetAttribute("value"));
        Assert.Equal(["9:00 lunes, 11 de enero de 2027", "10:00 lunes, 11 de enero de 2027"], Choices(form)[..2]);
        var filled = await form.FollowAsync("10:00");
        (await filled.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("de 10:00 a 10:30").Shows("Bruno Herrera");
    }

    [Fact]
    public async Task The_next_hours_begin_with_what_is_left_of_today()
    {
        await clinic.WorkAsync(clinic.Elena, "Friday 8:30-12:30");
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var form = await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Elena.Id}");

        Assert.Equal("10:00 viernes, 8 de enero de 2027", Choices(form)[0]);
        Assert.Equal("2027-01-09", form.Document.GetElementById("Input_Hour_Date")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Whoever_of_a_speciality_is_free_first_is_one_press_away()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var with = await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}");

        var form = await with.FollowAsync("Con quien tenga antes una hora libre");

        Assert.Equal("Elena Vázquez", form.Document.GetElementById("Input_SpecialistId")!.GetAttribute("value"));
        (await form.SubmitAsync("Input.Hour.Time")).Is(HttpStatusCode.OK).Shows("lunes, 11 de enero de 2027, de 8:30 a 9:15").Shows("Elena Vázquez");
        (await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&speciality=Cardiolog%C3%ADa")).Is(HttpStatusCode.OK).Shows("Ahora no hay horas libres");
    }

    [Fact]
    public async Task Staff_who_move_see_the_next_hours_at_once()
    {
        var appointment = await clinic.BookAsync(At(9, 0), minutes: 60);

        var form = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}/Move");

        Assert.Equal(["10:00 lunes, 11 de enero de 2027", "11:00 lunes, 11 de enero de 2027"], Choices(form)[..2]);
        Assert.Equal(Choices(form), Choices((await form.SubmitAsync("Input.Hour.Time", ("Input.Hour.Time", ""))).Is(HttpStatusCode.BadRequest)));
        (await (await form.FollowAsync("11:00")).SubmitAsync("Input.Hour.Time", ("Input.Reason", "Other"))).Shows("de 11:00 a 12:00");
    }

    [Fact]
    public async Task Staff_who_press_twice_have_booked_once_and_another_length_at_that_hour_is_refused()
    {
        var form = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/Book?PatientId={(await HadAsync()).PatientId}");
        (string, string)[] hour = [("Input.Hour.Date", $"{Monday:O}"), ("Input.Hour.Time", "12:00")];

        var pages = new[] { await form.SubmitAsync("Input.Hour.Time", hour), await form.SubmitAsync("Input.Hour.Time", hour) };
        var longer = await form.SubmitAsync("Input.Hour.Time", [.. hour, ("Input.Hour.Minutes", "60")]);

        Assert.Equal(pages[0].Path, pages[1].Is(HttpStatusCode.OK).Path);
        Assert.Contains(longer.Is(HttpStatusCode.BadRequest).Errors, e => e.Contains("el paciente ya tiene una cita"));
        Assert.Equal(2, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync()));
    }

    private Task<Appointment> HadAsync() => clinic.BookAsync(At(9, 0), minutes: 30);

    private static List<string> Choices(Page page)
        => [.. page.Document.QuerySelectorAll(".choices a").Select(a => string.Join(' ', a.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    private static DateTime At(int hour, int minute) => Monday.ToDateTime(new(hour - 1, minute), DateTimeKind.Utc);
}

public sealed class BookStories_on_Sqlite(SqliteClinic clinic) : BookStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class BookStories_on_PostgreSql(PostgresClinic clinic) : BookStories(clinic), IClassFixture<PostgresClinic>;
