using System.CommandLine;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Visits;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary><c>doctor jitsi</c>: whether the video server lets in whom it should, and nobody else.</summary>
internal static class DoctorJitsi
{
    public static Command Command()
    {
        var jitsi = new Command("jitsi", "Goes to the video server as a browser would, and tries its lock with good and bad tokens.");
        jitsi.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), cancel));
        return jitsi;
    }

    private static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.FindDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var options = scope.ServiceProvider.GetRequiredService<IOptions<JitsiOptions>>().Value;
        if (options.Origin.Length == 0)
        {
            Console.WriteLine($"Jitsi:Server is {options.Server}: there is no server of the clinic's to go to.");
            return 0;
        }

        await app.Services.GetRequiredService<RoomKeys>().ReadyAsync(cancel);
        return await Doctor.TellAsync(scope.ServiceProvider.GetRequiredService<JitsiCheckup>().RunAsync(cancel));
    }
}
