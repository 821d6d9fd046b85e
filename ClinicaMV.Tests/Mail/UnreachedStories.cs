using System.Net;
using System.Text;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Mail;

/// <summary>Whom to ring, and how long mail takes.</summary>
public abstract class UnreachedStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task A_patient_whom_no_mail_has_reached_is_to_be_rung_until_one_does()
    {
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == clinic.Ana.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+34 600 11 22 33")));
        var dead = await clinic.BookAsync(now.AddDays(2));
        var owed = await clinic.BookAsync(now.AddDays(3), patient: clinic.Carla);
        var sent = await clinic.BookAsync(now.AddDays(4));
        var never = await clinic.BookAsync(now.AddDays(5), patient: clinic.Carla);
        var far = await clinic.BookAsync(now.AddDays(30));
        await clinic.ChangeMailAsync(dead, clinic.Ana, MailKind.AppointmentBooked, m => m.MarkDead("SmtpCommandException"));
        await clinic.ChangeMailAsync(far, clinic.Ana, MailKind.AppointmentBooked, m => m.MarkDead("SmtpCommandException"));
        await clinic.MarkSentAsync(sent, clinic.Ana, MailKind.AppointmentBooked, now);
        await clinic.InAsync<ClinicDb>(db => db.OutgoingMail.Where(m => m.AppointmentId == never.Id).ExecuteDeleteAsync());

        Assert.Equal([dead.PublicId, never.PublicId], await ToRingAsync());
        clinic.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal([dead.PublicId, owed.PublicId, never.PublicId], await ToRingAsync());

        var delia = await clinic.SignedInAsync(clinic.Delia);
        var page = (await delia.OpenAsync("/Admin/Unreached")).Is(HttpStatusCode.OK).Shows("Ana García Ruiz").Shows("Sin teléfono");
        Assert.True(page.Has("a[href='tel:+34600112233']"));
        await clinic.SendAsync();
        await clinic.MarkSentAsync(dead, clinic.Ana, MailKind.AppointmentBooked, clinic.Now);
        Assert.Equal([never.PublicId], await ToRingAsync());
    }

    [Fact]
    public async Task The_picture_of_delays_its_table_and_its_file_say_the_same()
    {
        var appointments = new List<ClinicaMV.Appointments.Appointment>();
        for (var i = 0; i < 10; i++)
            appointments.Add(await clinic.BookAsync(now.AddDays(1 + i)));
        for (var i = 0; i < 10; i++)
        {
            await clinic.MarkSentAsync(appointments[i], clinic.Ana, MailKind.AppointmentBooked, now.AddSeconds(1 + i));
            await clinic.MarkSentAsync(appointments[i], clinic.Bruno, MailKind.AppointmentBooked, now.AddSeconds(11 + i));
        }

        var delia = await clinic.SignedInAsync(clinic.Delia);
        var page = (await delia.OpenAsync("/Admin/MailDelays")).Is(HttpStatusCode.OK).Shows("10,0 s").Shows("19,0 s");
        Assert.Equal(1, page.Document.QuerySelectorAll("svg rect.plot-half").Length);
        Assert.Equal(1, page.Document.QuerySelectorAll("svg rect.plot-most").Length);
        Assert.False(page.Has("[style]"));
        using var file = await delia.Http.GetAsync("/Admin/MailDelays?format=csv");
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), (await file.Content.ReadAsByteArrayAsync())[..3]);
        var lines = (await file.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(15, lines.Length);
        Assert.Equal($"{now:yyyy-MM-dd};20;10,0;19,0", lines[^1]);
        Assert.EndsWith(";0;;", lines[1]);
        // Whoever reads English has a spreadsheet that parts by commas.
        delia.Http.DefaultRequestHeaders.Remove("Accept-Language");
        delia.Http.DefaultRequestHeaders.Add("Accept-Language", "en");
        Assert.EndsWith($"{now:yyyy-MM-dd},20,10.0,19.0\r\n", await delia.Http.GetStringAsync("/Admin/MailDelays?format=csv"));
    }

    private async Task<List<string>> ToRingAsync()
        => [.. (await clinic.InAsync<Unreached, List<ClinicaMV.Appointments.Appointment>>(u => u.FindAsync(0, 20, default))).Select(a => a.PublicId)];
}

public sealed class UnreachedStories_on_Sqlite(SqliteClinic clinic) : UnreachedStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class UnreachedStories_on_PostgreSql(PostgresClinic clinic) : UnreachedStories(clinic), IClassFixture<PostgresClinic>;
