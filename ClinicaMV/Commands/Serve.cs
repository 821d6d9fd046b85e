using System.CommandLine;
using System.Net.Sockets;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Web;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary><c>serve</c>, and what happens when no verb is given: the portal itself.</summary>
internal static class Serve
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    public static Command Command()
    {
        var command = new Command("serve", "Runs the portal (the default).");
        command.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), cancel));
        return command;
    }

    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        // All that is wrong with the settings, before anything is made of them.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.Configuration.RefuseMisspeltAddresses();
        app.TellOthersVariables();
        // Neither needs the other, and most machines have two cores: 80 of 1,180 ms until the first answer.
        await Task.WhenAll(Task.Run(() => app.PrepareAsync(cancel), cancel), Task.Run(app.UseClinicaMV, cancel));
        app.MapJobs();
        await ListenAsync(app, cancel);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static async Task ListenAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is SocketException or FormatException || e.Source?.StartsWith(Kestrel, StringComparison.Ordinal) == true)
        {
            throw new StartFailure($"urls: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
