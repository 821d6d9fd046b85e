using System.CommandLine;

namespace ClinicaMV.Commands;

/// <summary><c>serve</c>, and what happens when no verb is given: the portal itself.</summary>
internal static class Serve
{
    public static Command Command(string[] args)
    {
        var command = new Command("serve", "Runs the portal (the default).") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((_, cancel) => RunAsync(args, cancel));
        return command;
    }

    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        await app.PrepareAsync(cancel);
        app.UseClinicaMV();
        await app.RunAsync(cancel);
        return 0;
    }
}
