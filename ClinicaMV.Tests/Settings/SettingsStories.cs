using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Settings;

/// <summary>What an administrator saves is in force at the next request, whoever asks.</summary>
public abstract class SettingsStories(TestClinic clinic) : IAsyncLifetime
{
    private DateTime now;

    public async Task InitializeAsync()
    {
        now = clinic.NewDay();
        await clinic.InAsync<ClinicDb>(db => db.Settings.ExecuteDeleteAsync());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Name_telephone_address_and_opening_hours_are_what_the_next_visitor_reads()
    {
        await SaveAsync(("Input.Name", "Clínica Alameda"), ("Input.Phone", "+34 911 222 333"), ("Input.Email", "hola@alameda.test"), ("Input.Address", "Alameda 7, Sevilla"),
            ("Input.Days[0]", "9:00-14:00, 16:00-20:00"), ("Input.Days[1]", "9.00-14.00, 16.00-20.00"), ("Input.Days[5]", "10:00-13:00"));

        var home = await clinic.Visitor().OpenAsync("/");
        home.Shows("de lunes a martes: 9:00-14:00, 16:00-20:00").Shows("sábado: 10:00-13:00");
        Assert.Contains("Clínica Alameda", home.Document.QuerySelector(".brand")!.TextContent);
        Assert.EndsWith("Clínica Alameda", home.Document.Title);
        Assert.True(home.Has("a[href='tel:+34911222333']") && home.Has("a[href='mailto:hola@alameda.test']"));
        (await clinic.Visitor("en").OpenAsync("/")).Shows("Monday to Tuesday: 9:00-14:00");

        var appointment = await clinic.BookAsync(now.AddHours(2), Modality.InPerson);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        (await ana.OpenAsync($"/Appointments/{appointment.PublicId}")).Shows("Alameda 7, Sevilla").Shows("sábado: 10:00-13:00");
    }

    [Fact]
    public async Task The_colour_is_a_style_sheet_of_our_own_that_can_be_kept_and_colours_the_mail_too()
    {
        Assert.False((await clinic.Visitor().OpenAsync("/")).Has("link[href*='theme.css']"));
        await SaveAsync(("Input.ThemeColour", "#7A1F5C"), ("Input.Phone", "900 111 222"), ("Input.Days[0]", "9:00-14:00"), ("Input.Price", "55 €"));

        var visitor = clinic.Visitor();
        var address = (await visitor.OpenAsync("/")).Document.QuerySelector("link[href*='theme.css']")!.GetAttribute("href")!;
        using var sheet = await visitor.SendAsync(HttpMethod.Get, address);
        Assert.Equal("text/css", sheet.Content.Headers.ContentType!.MediaType);
        Assert.Contains("--clinic-colour: #7a1f5c;", await sheet.Content.ReadAsStringAsync());
        Assert.True(sheet.Headers.CacheControl is { Public: true, MaxAge.TotalDays: > 300 });
        using var stale = await visitor.SendAsync(HttpMethod.Get, "/theme.css?v=1d6152");
        Assert.True(stale.Headers.CacheControl!.NoCache);
        Assert.Contains("#7a1f5c", await stale.Content.ReadAsStringAsync());

        await clinic.BookAsync(now.AddHours(2));
        var mail = await clinic.MailToAsync(clinic.Ana);
        Assert.Contains("background:#7a1f5c", mail.HtmlBody);
        Assert.Contains("lunes: 9:00-14:00", mail.TextBody);
        Assert.DoesNotContain("55 €", mail.Subject + mail.TextBody);
    }

    [Fact]
    public async Task The_patient_sees_the_price_before_and_after_booking_and_the_specialist_does_not()
    {
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 0:00-0:00")]);
        var check = $"/Appointments/Choose/Check?specialist={clinic.Bruno.Id}&at={now.Date.AddDays(2).AddHours(-1):yyyy-MM-dd'T'HH:mm'Z'}&how=Video";
        var ana = await clinic.SignedInAsync(clinic.Ana);
        Assert.DoesNotContain("Precio", (await ana.OpenAsync(check)).Text);
        await SaveAsync(("Input.Price", "55 €"));

        var booked = await (await ana.OpenAsync(check)).Shows("Precio 55 €").SubmitAsync("Confirmar la cita");

        booked.Shows("Precio 55 €");
        Assert.DoesNotContain("Precio", (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(booked.Path)).Text);
    }

    [Fact]
    public async Task The_join_window_and_the_waiting_change_the_doors_decision_at_once()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(50));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        Assert.False((await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).Has(".btn-enter"));

        await SaveAsync(("Input.PatientOpensMinutesBefore", "60"), ("Input.PatientWaitsForSpecialist", "false"));

        var door = await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join");
        Assert.True(door.Has(".btn-enter"));
        Assert.False((await door.SubmitAsync("Entrar")).Is(HttpStatusCode.OK).Has("#waiting"));
        (await clinic.Visitor().OpenAsync("/")).Shows("60 minutos antes");
        await SaveAsync(("Input.PatientOpensMinutesBefore", "49"));
        Assert.False((await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).Has(".btn-enter"));
    }

    [Fact]
    public async Task Whoever_waits_already_is_seen_and_let_in_though_the_door_opens_later_from_now_on()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(10));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        await ana.EnterAsync(appointment);

        await SaveAsync(("Input.PatientOpensMinutesBefore", "5"));

        (await bruno.OpenAsync("/Today")).Shows(clinic.Ana.FullName).Shows("espera desde las 10:00");
        clinic.Clock.Advance(TimeSpan.FromMinutes(6));
        await bruno.EnterAsync(appointment);
        Assert.True((await ana.OpenAsync($"/Visits/{appointment.PublicId}/Room")).Has("#visit-room"));
    }

    [Fact]
    public async Task Whatever_is_saved_of_the_join_window_the_two_stay_in_one_room()
    {
        // A new key takes over after the specialist's door has opened, and before it would open with what is saved then.
        var key = await clinic.InAsync<RoomKeyRotation, RoomKey>(rotation => rotation.RotateAsync(default));
        var appointment = await clinic.BookAsync(key.UsedFrom.AddMinutes(15));
        clinic.Clock.SetUtcNow(new(appointment.StartsAt.AddMinutes(-5), TimeSpan.Zero));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));
        await bruno.EnterAsync(appointment);
        var first = RoomIn(await ana.EnterAsync(appointment));

        await SaveAsync(("Input.ClosesMinutesAfter", "45"), ("Input.SpecialistOpensMinutesBefore", "0"), ("Input.PatientOpensMinutesBefore", "0"));

        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        foreach (var visitor in new[] { ana, bruno })
            Assert.Equal(first, RoomIn(await visitor.EnterAsync(appointment)));

        static string RoomIn(Page page) => page.Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;
    }

    [Fact]
    public async Task Patients_book_and_cancel_as_far_as_they_may_now()
    {
        var appointment = await clinic.BookAsync(now.AddHours(30));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        (await ana.OpenAsync("/Appointments/Choose")).Is(HttpStatusCode.OK);
        Assert.True((await ana.OpenAsync($"/Appointments/{appointment.PublicId}")).Has("a[href$='/Cancel']"));

        await SaveAsync(("Input.PatientsMayBook", "false"), ("Input.ChangesUntilHours", "48"));

        (await ana.OpenAsync("/Appointments/Choose")).IsAt("/Appointments").Shows("las citas se piden por teléfono");
        var details = await ana.OpenAsync($"/Appointments/{appointment.PublicId}");
        Assert.False(details.Has("a[href$='/Cancel']") || details.Has("a[href$='/Choose']"));
        await SaveAsync(("Input.PatientsMayBook", "true"));
        (await ana.OpenAsync("/Appointments/Choose")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_patients_may_not_book_they_do_not_move_either_not_even_with_a_form_from_before()
    {
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 0:00-0:00")]);
        var appointment = await clinic.BookAsync(now.AddDays(5));
        var check = $"/Appointments/{appointment.PublicId}/Move/Check?at={now.Date.AddDays(2).AddHours(-1):yyyy-MM-dd'T'HH:mm'Z'}";
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(check);

        await SaveAsync(("Input.PatientsMayBook", "false"));

        var details = await ana.OpenAsync($"/Appointments/{appointment.PublicId}");
        Assert.True(details.Has("a[href$='/Cancel']") && !details.Has("a[href*='/Move']"));
        foreach (var address in new[] { $"/Appointments/{appointment.PublicId}/Move", $"/Appointments/{appointment.PublicId}/Move/Day", $"/Appointments/{appointment.PublicId}/Move/Hour?day={now.AddDays(2):yyyy-MM-dd}", check })
            (await ana.OpenAsync(address)).IsAt(details.Path).Shows("Para cambiar la hora, llame a la clínica");
        (await form.SubmitAsync("Input.Reason", ("Input.Reason", "Other"))).IsAt(details.Path);
        Assert.Equal(0, (await clinic.ReadAsync(appointment)).Version);
        (await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Appointments/{appointment.PublicId}/Move")).Is(HttpStatusCode.OK)
            .SubmitAsync("Input.Reason", ("Input.Hour.Time", "12:00"), ("Input.Reason", "PatientRequest"))).Shows("de 12:00 a 12:45");
    }

    [Fact]
    public async Task A_new_specialist_gets_the_clinics_length_gap_a_speciality_of_the_list_and_its_opening_hours()
    {
        var delia = await SaveAsync(("Input.AppointmentMinutes", "30"), ("Input.GapMinutes", "10"), ("Input.Specialities", "Nutrición\n\n Endocrinología \r\n"), ("Input.Days[0]", "9:00-14:00"));
        var users = await delia.OpenAsync("/Admin/Users");
        Assert.Equal(["", "Nutrición", "Endocrinología"], users.Document.QuerySelectorAll("#Input_Speciality option").Select(o => o.GetAttribute("value")));
        var email = $"nueva-{Guid.NewGuid():N}@example.test";
        var person = await delia.OpenAsync($"/Admin/Users/{clinic.Bruno.Id}");
        Assert.Equal(["", "Nutrición", "Endocrinología"], person.Document.QuerySelectorAll("#Input_Speciality option").Select(o => o.GetAttribute("value")));
        await users.SubmitAsync("Input.FullName", ("Input.FullName", "Nuria Soto"), ("Input.Email", email), ("Input.Role", Roles.Specialist), ("Input.Speciality", "Endocrinología"));
        var nuria = await clinic.InAsync<ClinicDb, ClinicaMV.People.Specialist>(db => db.Specialists.SingleAsync(s => s.Account.Email == email));
        Assert.Equal((30, 10, "Endocrinología"), (nuria.AppointmentMinutes, nuria.GapMinutes, nuria.Speciality));

        var hours = await delia.OpenAsync($"/Hours/{nuria.Id}");
        var taken = await hours.Shows("lunes: 9:00-14:00").SubmitAsync("Tomar el horario de la clínica");
        Assert.Equal("9:00-14:00", taken.Document.GetElementById("Input_Days_0_")!.GetAttribute("value"));
        Assert.DoesNotContain("Tomar el horario", taken.Text);

        await SaveAsync(("Input.Specialities", "Nutrición"));
        Assert.Equal(2, (await delia.OpenAsync("/Admin/Users")).Document.QuerySelectorAll("#Input_Speciality option").Length);
        await SaveAsync(("Input.Specialities", ""));
        Assert.True((await delia.OpenAsync("/Admin/Users")).Has("input#Input_Speciality"));
    }

    [Fact]
    public async Task What_was_saved_stands_in_the_form_and_the_reminders_can_be_switched_off()
    {
        var delia = await SaveAsync(("Input.RemindersOn", "false"), ("Input.Specialities", "Uno\nDos"));

        var form = await delia.OpenAsync("/Admin/Settings");
        Assert.False(form.Has("#Input_RemindersOn[checked]"));
        Assert.Equal("Uno\nDos", form.Document.QuerySelector("#Input_Specialities")!.TextContent.Trim());
        Assert.False(await clinic.InAsync<Microsoft.Extensions.Options.IOptions<ClinicaMV.Mail.MailOptions>, bool>(o => Task.FromResult(o.Value.RemindersOn)));
    }

    private async Task<Visitor> SaveAsync(params (string, string)[] filled)
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        (await (await delia.OpenAsync("/Admin/Settings")).SubmitAsync("Input.Name", filled)).Is(HttpStatusCode.OK).IsAt("/Admin/Settings").Shows("Guardado");
        return delia;
    }
}

public sealed class SettingsStories_on_Sqlite(SqliteClinic clinic) : SettingsStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SettingsStories_on_PostgreSql(PostgresClinic clinic) : SettingsStories(clinic), IClassFixture<PostgresClinic>;
