using System.CommandLine;
using ClinicaMV.Accounts;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary><c>admin create --email</c>: the first person, by a link that works once.</summary>
internal static class AdminCreate
{
    public static Command Command()
    {
        var email = new Option<string>("--email") { Required = true, Description = "The administrator's e-mail address." };
        var name = new Option<string>("--name") { Description = "The administrator's name.", DefaultValueFactory = _ => "" };
        var create = new Command("create", "Makes an administrator and prints a one-time link.") { email, name };
        create.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), parsed.GetValue(email)!, parsed.GetValue(name)!, cancel));
        return new Command("admin", "Administrators.") { create };
    }

    private static async Task<int> RunAsync(string[] args, string email, string name, CancellationToken cancel)
    {
        email = email.Trim();
        if (!MailAddressAttribute.IsAddress(email))
            throw new StartFailure("admin create: --email is not an e-mail address.");

        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.ReadyDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var language = scope.ServiceProvider.GetRequiredService<IOptions<ClinicOptions>>().Value.Culture;
        var person = new NewPerson(name.Length > 0 ? name : email.Split('@')[0], email, Roles.Administrator, language);
        var link = await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().CreateAsync(person, cancel);
        Console.WriteLine($"Open this link within {AccountCodes.InvitationLife.TotalHours:0} hours and choose a password:");
        Console.WriteLine(link);
        return 0;
    }
}
