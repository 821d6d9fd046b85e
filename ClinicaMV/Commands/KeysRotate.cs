using System.CommandLine;
using ClinicaMV.Data;
using ClinicaMV.Visits;

namespace ClinicaMV.Commands;

/// <summary><c>keys rotate</c>: a new key for the names of the rooms to come.</summary>
internal static class KeysRotate
{
    public static Command Command()
    {
        var rotate = new Command("rotate", "Adds a key for the names of rooms, and removes those that nothing can use any more. No room in use changes.");
        rotate.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), cancel));
        return new Command("keys", "The keys that sign the names of rooms.") { rotate };
    }

    private static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.FindDatabaseAsync(cancel);
        await app.Services.GetRequiredService<RoomKeys>().ReadyAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var key = await scope.ServiceProvider.GetRequiredService<RoomKeyRotation>().RotateAsync(cancel);
        Console.WriteLine($"Key {key.Id} was added. It signs the rooms of visits that open from {key.UsedFrom:yyyy-MM-dd HH:mm} UTC on.");
        return 0;
    }
}
