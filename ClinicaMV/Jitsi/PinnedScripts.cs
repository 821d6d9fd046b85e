using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>The copies of the video server's script. They live in the database, where every instance and every backup finds them (decision 17).</summary>
public sealed class PinnedScripts(ClinicDb db, IOptions<JitsiOptions> options, TimeProvider clock)
{
    private readonly string source = options.Value.ScriptAddress;

    /// <summary>The copy in force: the last one taken from the configured server.</summary>
    public Task<Pin?> NewestAsync(CancellationToken cancel)
        => db.PinnedScripts.Where(s => s.Source == source).OrderByDescending(s => s.Id)
            .Select(s => new Pin(s.Sha256, s.Size, s.Version, s.PinnedAt)).FirstOrDefaultAsync(cancel);

    /// <returns>The content, of whichever age and server; <see langword="null"/> for what was never pinned.</returns>
    public Task<byte[]?> ReadAsync(string sha256, CancellationToken cancel)
        => db.PinnedScripts.Where(s => s.Sha256 == sha256).OrderByDescending(s => s.Id).Select(s => s.Content).FirstOrDefaultAsync(cancel);

    /// <summary>Puts a copy in force, at once and on every instance.</summary>
    public async Task<Pin> PinAsync(byte[] content, string? version, CancellationToken cancel)
    {
        var script = PinnedScript.Of(source, content, version, clock.GetUtcNow().UtcDateTime);
        db.PinnedScripts.Add(script);
        await db.SaveChangesAsync(cancel);
        return new(script.Sha256, script.Size, script.Version, script.PinnedAt);
    }

    /// <exception cref="StartFailure">Visits are to run with a pinned copy, and there is none.</exception>
    public async Task ReadyAsync(CancellationToken cancel)
    {
        if (options.Value.Script is JitsiScript.Pinned && await NewestAsync(cancel) is null)
            throw new StartFailure($"Jitsi:Script: Pinned, but there is no copy of {source} yet; take one with “jitsi pin”.");
    }
}
