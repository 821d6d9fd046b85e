using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>The configured video server, as the room page has to address it.</summary>
public sealed class VideoServer(IOptions<JitsiOptions> options, PinnedScripts pins)
{
    private const string DemoScript = "/DemoJitsi/external_api.js";

    private readonly JitsiOptions jitsi = options.Value;

    public bool UsesToken => jitsi.UsesToken;

    /// <exception cref="InvalidOperationException">The pinned copy has gone since the start.</exception>
    public async Task<IssuedRoom> RoomAsync(string name, string? token, CancellationToken cancel) => jitsi.Server switch
    {
        JitsiServer.Demo => new(name, DemoScript, "", token, OpensInNewTab: false),
        JitsiServer.Public => new(name, "", JitsiOptions.PublicDomain, token, OpensInNewTab: true),
        JitsiServer.JaaS => await EmbeddedAsync($"{jitsi.AppId}/{name}", token, cancel),
        _ => await EmbeddedAsync(name, token, cancel),
    };

    private async Task<IssuedRoom> EmbeddedAsync(string name, string? token, CancellationToken cancel)
    {
        if (jitsi.Script is JitsiScript.Remote)
            return new(name, jitsi.ScriptAddress, jitsi.Host, token, OpensInNewTab: false);

        var pinned = await pins.NewestAsync(cancel) ?? throw new InvalidOperationException("There is no pinned script.");
        return new(name, pinned.OwnAddress, jitsi.Host, token, OpensInNewTab: false) { Integrity = pinned.Integrity };
    }
}
