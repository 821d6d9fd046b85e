using System.CommandLine;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Visits;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary><c>doctor …</c>: one line for each thing that was looked at. Exit code 1 when one of them is bad.</summary>
internal static class Doctor
{
    public static Command Command()
    {
        var doctor = new Command("doctor", "Checks everything the portal needs; or, with a word more, one thing from outside.")
        {
            DoctorMail.Command(),
            DoctorJitsi.Command(),
        };
        doctor.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), cancel));
        return doctor;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> TellAsync(IAsyncEnumerable<Finding> findings)
    {
        var isWell = true;
        await foreach (var finding in findings)
        {
            isWell &= finding.IsGood;
            await (finding.IsGood ? Console.Out : Console.Error).WriteLineAsync($"{(finding.IsGood ? "ok  " : "FAIL")}  {finding.Line}");
        }

        return isWell ? 0 : 1;
    }

    private static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        try
        {
            await app.Services.FindDatabaseAsync(cancel);
        }
        catch (StartFailure nothing)
        {
            return await TellAsync(new[] { Finding.Bad(nothing.Message) }.ToAsyncEnumerable());
        }

        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var code = await TellAsync(services.GetRequiredService<PortalCheckup>().RunAsync(cancel));
        if (services.GetRequiredService<IOptions<MailOptions>>().Value.Transport == MailTransportKind.Smtp)
            code |= await TellAsync(services.GetRequiredService<MailCheckup>().RunAsync(letter: null, cancel));
        if (services.GetRequiredService<IOptions<JitsiOptions>>().Value.Origin.Length > 0)
        {
            await app.Services.GetRequiredService<RoomKeys>().ReadyAsync(cancel);
            code |= await TellAsync(services.GetRequiredService<JitsiCheckup>().RunAsync(cancel));
        }

        return code;
    }
}
