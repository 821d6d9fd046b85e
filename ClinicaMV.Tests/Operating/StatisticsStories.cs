using System.Net;
using System.Text;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Operating;

/// <summary>Figures for people who would rather look: counted right, drawn, in a table, and as a file.</summary>
public abstract class StatisticsStories(TestClinic clinic)
{
    [Fact]
    public async Task What_happened_is_counted_drawn_and_given_as_a_file()
    {
        var now = clinic.NewDay();
        string[] figures = ["visits", "delays", "no-shows", "occupancy", "devices", "mail-delays"];
        Assert.Equal(figures, Files(await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Admin/Statistics")));
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 9:00-13:00")]);
        // Ten in the morning in Madrid: one came three minutes early, the specialist twelve late; one did not come; one was cancelled.
        var (came, missed, cancelled) = (await clinic.BookAsync(now.AddHours(1)), await clinic.BookAsync(now.AddHours(2)), await clinic.BookAsync(now.AddDays(1)));
        await clinic.CancelAsync(cancelled);
        clinic.Clock.Advance(TimeSpan.FromHours(4));
        await clinic.MarkAsync(came, AppointmentStatus.Completed);
        await clinic.MarkAsync(missed, AppointmentStatus.NoShow);
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlAsync(
            $"""UPDATE "Appointments" SET "Visit_PatientEnteredAt" = {came.StartsAt.AddMinutes(-3)}, "Visit_SpecialistEnteredAt" = {came.StartsAt.AddMinutes(12)} WHERE "Id" = {came.Id}"""));

        // One has a device in order and another has not; the second check of the one takes the place of the first.
        await CheckAsync(clinic.Ana, came, DeviceCode.Denied);
        await CheckAsync(clinic.Ana, came, DeviceCode.Ok);
        await CheckAsync(clinic.Carla, null, DeviceCode.Missing);
        await clinic.MarkSentAsync(came, clinic.Ana, MailKind.AppointmentBooked, now.AddSeconds(3));
        await clinic.MarkSentAsync(came, clinic.Bruno, MailKind.AppointmentBooked, now.AddSeconds(12));

        var delia = await clinic.SignedInAsync(clinic.Delia);
        var page = (await delia.OpenAsync("/Admin/Statistics")).Is(HttpStatusCode.OK).Shows("Citas por semana").Shows("Bruno Herrera").Shows("de -5 a 0").Shows("de 10 a 15");

        Assert.Equal(figures, Files(page));
        Assert.Equal(figures.Length, page.Document.QuerySelectorAll("figure.plot").Length);
        Assert.Equal(figures.Length, page.Document.QuerySelectorAll("section details table").Length);
        page.Shows("Con problemas").Shows("3,0 s").Shows("12,0 s");
        Assert.All(page.Document.QuerySelectorAll("figure.plot rect"), bar => Assert.True(int.Parse(bar.GetAttribute("height")!) >= 0));
        Assert.Contains("Bruno H.", page.Text);
        var week = $"{DateOnly.FromDateTime(now).AddDays(-6):yyyy-MM-dd}";
        Assert.Equal(["week;outcome;count", $"{week};Completed;1", $"{week};NoShow;1"], await CsvAsync(delia, "visits"));
        Assert.Equal(["role;delay;count", "Patient;0;1", "Specialist;15;1"], await CsvAsync(delia, "delays"));
        Assert.Equal(["weekday;hour;noshows;marked", $"{now.DayOfWeek};12;1;1"], await CsvAsync(delia, "no-shows"));
        // 90 minutes of 28 days with four hours each; today's appointments are all there are.
        Assert.Equal(["specialist;booked;working;percent", "\"Bruno Herrera\";90;6720;1"], await CsvAsync(delia, "occupancy"));
        Assert.Equal(["week;result;count", $"{week};Fine;1", $"{week};Trouble;1"], await CsvAsync(delia, "devices"));
        var mail = await CsvAsync(delia, "mail-delays");
        Assert.Equal((1 + MailDelays.Days, "day;sent;p50_seconds;p95_seconds", $"{now:yyyy-MM-dd};2;3,0;12,0"), (mail.Length, mail[0], mail[^1]));
    }

    private Task CheckAsync(ClinicUser patient, Appointment? appointment, DeviceCode camera) => clinic.InAsync<DeviceChecks>(checks => checks.KeepAsync(new(patient.Id, Roles.Patient), appointment,
        new() { Browser = DeviceCode.Ok, Camera = camera, Microphone = DeviceCode.Ok, Speaker = DeviceCode.Ok, Connection = DeviceCode.Ok }, BrowserFamily.Chrome, default));

    private static IEnumerable<string> Files(Page page)
        => page.Document.QuerySelectorAll("section a[href*='format=']").Select(link => link.GetAttribute("href")!.Split("format=")[1]);

    private static async Task<string[]> CsvAsync(Visitor administrator, string name)
    {
        using var file = await administrator.SendAsync(HttpMethod.Get, $"/Admin/Statistics?format={name}");
        Assert.Equal(("text/csv", $"{name}.csv"), (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.FileName));
        Assert.True((await file.Content.ReadAsByteArrayAsync()).AsSpan().StartsWith(Encoding.UTF8.Preamble));
        return (await file.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}

public sealed class StatisticsStories_on_Sqlite(SqliteClinic clinic) : StatisticsStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class StatisticsStories_on_PostgreSql(PostgresClinic clinic) : StatisticsStories(clinic), IClassFixture<PostgresClinic>;
