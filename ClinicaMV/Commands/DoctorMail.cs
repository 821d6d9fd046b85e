using System.CommandLine;
using System.Globalization;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Commands;

/// <summary><c>doctor mail [--to]</c>: whether mail would get out of the house, and what the sender's domain needs.</summary>
internal static class DoctorMail
{
    public static Command Command()
    {
        var to = new Option<string>("--to") { Description = "Sends one test mail to this address." };
        var mail = new Command("mail", "Goes to the mail server as the portal would; sends nothing unless --to says so.") { to };
        mail.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), parsed.GetValue(to)?.Trim(), cancel));
        return mail;
    }

    private static async Task<int> RunAsync(string[] args, string? to, CancellationToken cancel)
    {
        if (to is not null && !MailAddressAttribute.IsAddress(to))
            throw new StartFailure("doctor mail: --to is not an e-mail address.");

        await using var app = ClinicaMVSetup.Build(args);
        await using var scope = app.Services.CreateAsyncScope();
        var options = scope.ServiceProvider.GetRequiredService<IOptions<MailOptions>>().Value;
        if (options.Transport == MailTransportKind.Pickup)
        {
            Console.WriteLine("Mail:Transport is Pickup: mail becomes files in the data directory, there is no server to go to, and nothing leaves this machine.");
            return 0;
        }

        var from = MailboxAddress.Parse(options.From);
        var letter = to is null ? null : Letter(scope.ServiceProvider, from, to);
        var code = await Doctor.TellAsync(scope.ServiceProvider.GetRequiredService<MailCheckup>().RunAsync(letter, cancel));
        foreach (var line in DomainRecords.For(from.Domain, options.Host))
            Console.WriteLine(line);
        return code;
    }

    private static MimeMessage Letter(IServiceProvider services, MailboxAddress from, string to)
    {
        var clinic = services.GetRequiredService<IOptions<ClinicOptions>>().Value;
        var text = services.GetRequiredService<IStringLocalizer<Text>>();
        CultureInfo.CurrentUICulture = ClinicTime.CultureOf(clinic.Culture);
        return new([from], [MailboxAddress.Parse(to)], text["Doctor.Subject", clinic.Name], new TextPart("plain") { Text = text["Doctor.Body", clinic.Name] });
    }
}
