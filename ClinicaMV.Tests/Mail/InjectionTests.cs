using System.Text;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>
/// TRUST S28: names and addresses that want to be headers. What the forms refuse is tried all the same, as if it had come in
/// another way. The bytes that a real server took are read by hand, without the library that wrote them.
/// </summary>
public sealed class InjectionTests(SqliteClinic clinic) : IClassFixture<SqliteClinic>, IAsyncLifetime
{
    private readonly SmtpServer smtp = new() { User = "citas", Password = "geheim" };
    private IMailConnection connection = null!;

    public async Task InitializeAsync()
    {
        var root = Path.Combine(clinic.Folder, $"{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(root, smtp.Certificate.ExportCertificatePem());
        connection = new SmtpTransport(Options.Create(new MailOptions { Host = smtp.Host, Port = smtp.Port, User = "citas", Password = "geheim", TrustedRootFile = root })).Connection();
    }

    public async Task DisposeAsync()
    {
        await connection.DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Theory]
    [InlineData("patient")]
    [InlineData("clinic")]
    public async Task No_name_makes_a_header_a_recipient_or_a_part_of_its_own(string whose)
    {
        Assert.InRange(Payloads.All.Count, 200, int.MaxValue);
        var plain = await SentAsync(whose, "Ana");
        var refused = 0;
        foreach (var payload in Payloads.All)
        {
            if (await SentAsync(whose, payload) is not { } mail)
            {
                refused++;
                continue;
            }

            Assert.Equal(plain!.Shape, mail.Shape);
        }

        Assert.InRange(refused, 0, Payloads.All.Count / 10);
    }

    [Theory]
    [InlineData("patient")]
    [InlineData("specialist")]
    [InlineData("clinic")]
    [InlineData("street")]
    public async Task Nor_does_it_in_an_invitation_or_change_its_calendar(string whose)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(2), Modality.InPerson);
        var plain = await SentAsync(whose, "Ana", appointment);
        Assert.Contains("ATTENDEE", plain!.Shape.Calendar);
        foreach (var payload in Payloads.All)
        {
            if (await SentAsync(whose, payload, appointment) is { } mail)
                Assert.Equal(plain.Shape, mail.Shape);
        }

        Scoreboard.Record("S28", $"invitation, {whose}", "header and MIME injection", $"{Payloads.All.Count} payloads: 0 headers, recipients, parts or calendar lines of their own");
    }

    [Fact]
    public async Task No_address_that_the_forms_take_makes_a_header_or_a_second_recipient()
    {
        var plain = await SentAsync("address", "ana@example.test");
        var taken = 0;
        foreach (var address in Payloads.Addresses.Where(MailAddressAttribute.IsAddress))
        {
            taken++;
            if (await SentAsync("address", address.Trim()) is { } mail)
                Assert.Equal(plain!.Shape with { To = mail.Shape.To }, mail.Shape);
        }

        Assert.InRange(taken, 1, Payloads.Addresses.Count() / 2);
    }

    /// <returns>What the server took; nothing when it could not even be written.</returns>
    private async Task<RawMail?> SentAsync(string whose, string payload, Appointment? about = null)
    {
        var options = clinic.Services.GetRequiredService<IOptions<ClinicOptions>>().Value;
        var (name, street) = (options.Name, options.Address);
        await using var scope = clinic.Services.CreateAsyncScope();
        var appointment = about is null ? null : await clinic.ReadAsync(about);
        var mail = appointment is null ? OutgoingMail.To(clinic.Ana, MailKind.CredentialsChanged, clinic.Now, TimeSpan.FromDays(1), whose == "address" ? payload : null)
            : OutgoingMail.About(appointment, clinic.Ana.Id, MailKind.AppointmentBooked, clinic.Now, clinic.Now, appointment.EndsAt);
        var reader = appointment?.Patient.Account ?? await scope.ServiceProvider.GetRequiredService<ClinicDb>().Users.AsNoTracking().SingleAsync(u => u.Id == clinic.Ana.Id);
        typeof(OutgoingMail).GetProperty(nameof(OutgoingMail.Recipient))!.SetValue(mail, reader);
        try
        {
            if (whose == "patient")
                reader.FullName = payload;
            if (whose == "clinic")
                options.Name = payload;
            if (whose == "street")
                options.Address = payload;
            if (whose == "specialist")
                appointment!.Specialist.Account.FullName = payload;
            return await SendAsync(await FrozenAsync(scope.ServiceProvider, mail));
        }
        catch (Exception e) when (e is ParseException or ArgumentException or FormatException)
        {
            return null;
        }
        finally
        {
            (options.Name, options.Address) = (name, street);
        }
    }

    private static async Task<byte[]> FrozenAsync(IServiceProvider services, OutgoingMail mail)
    {
        using var message = await services.GetRequiredService<MailComposer>().ComposeAsync(mail);
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<RawMail> SendAsync(byte[] frozen)
    {
        using var message = MimeMessage.Load(new MemoryStream(frozen));
        await connection.SendAsync(message, default);
        var received = smtp.Received[^1];
        Assert.Single(received.Recipients);
        return RawMail.Read(received);
    }
}
