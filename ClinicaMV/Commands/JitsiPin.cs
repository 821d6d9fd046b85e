using System.CommandLine;
using System.Text;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary><c>jitsi pin</c>: takes a copy of the video server's script, which <c>Jitsi:Script=Pinned</c> serves from here.</summary>
internal static class JitsiPin
{
    public static Command Command()
    {
        var pin = new Command("pin", "Takes a copy of the video server's external_api.js. It is in force at once where Jitsi:Script is Pinned.");
        pin.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), cancel));
        return new Command("jitsi", "The video server.") { pin };
    }

    private static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.FindDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var jitsi = scope.ServiceProvider.GetRequiredService<IOptions<JitsiOptions>>().Value;
        if (jitsi.Origin.Length == 0)
            throw new StartFailure($"jitsi pin: Jitsi:Server {jitsi.Server} has no script to take.");

        var (content, version) = await FetchAsync(scope.ServiceProvider.GetRequiredService<JitsiServerClient>(), jitsi, cancel);
        var pins = scope.ServiceProvider.GetRequiredService<PinnedScripts>();
        var before = await pins.NewestAsync(cancel);
        var pin = await pins.PinAsync(content, version, cancel);
        Console.WriteLine($"Pinned {jitsi.ScriptAddress}");
        Console.WriteLine($"{pin.Size} bytes, SHA-256 {pin.Sha256}, release {pin.Version ?? "unknown"}, {pin.PinnedAt:yyyy-MM-dd HH:mm} UTC");
        Console.WriteLine(before is null ? "The first copy." : before.Sha256 == pin.Sha256 ? "The same as before." : $"In place of {before.Sha256}, of {before.PinnedAt:yyyy-MM-dd HH:mm} UTC.");
        if (jitsi.Script is JitsiScript.Remote)
            Console.WriteLine("Not in use: Jitsi:Script is Remote.");
        return 0;
    }

    private static async Task<(byte[] Script, string? Version)> FetchAsync(JitsiServerClient server, JitsiOptions jitsi, CancellationToken cancel)
    {
        try
        {
            var script = await server.ScriptAsync(jitsi.ScriptAddress, cancel);
            var (startPage, _) = await server.FetchAsync(jitsi.Address + "/", cancel);
            return (script, JitsiConfig.VersionIn(Encoding.UTF8.GetString(startPage)));
        }
        catch (JitsiUnreachable e)
        {
            throw new StartFailure($"jitsi pin: {e.Message}. {e.Remedy}".TrimEnd());
        }
    }
}
