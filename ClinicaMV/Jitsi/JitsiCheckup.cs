using System.Runtime.CompilerServices;
using System.Text;
using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>Goes to the configured video server as a browser would, and says what it found there. Lines for the console, in English.</summary>
public sealed class JitsiCheckup(IOptions<JitsiOptions> options, JitsiServerClient server, PinnedScripts pins, RoomCheckup rooms, TimeProvider clock)
{
    // Prosody gives nbf no leeway, and tokens begin half a minute ago; a header tells whole seconds.
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(60);

    private readonly JitsiOptions jitsi = options.Value;

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var (start, startPage) = await LookAsync(() => StartAsync(cancel));
        yield return start;
        if (startPage is null)
            yield break;

        yield return AboutClock(startPage.Value.Date);
        yield return (await LookAsync(() => ScriptAsync(cancel))).Finding;
        var (aboutConfig, config) = await LookAsync(() => ConfigAsync(cancel));
        yield return aboutConfig;
        if (!jitsi.UsesToken)
        {
            yield return Finding.Bad("Jitsi:AcceptOpenRooms: no token is asked for, and whoever knows the name of a room is in it. Set the server up with tokens (docs/jitsi.md).");
            yield break;
        }

        await foreach (var finding in rooms.RunAsync(DomainOf(config), MucOf(config), cancel))
            yield return finding;
    }

    private string DomainOf(JitsiConfig? config) => jitsi.Server is JitsiServer.JaaS ? config?.Domain ?? JitsiOptions.JaasDomain : jitsi.XmppDomain;

    private string MucOf(JitsiConfig? config) => config?.Muc
        ?? (jitsi.Server is JitsiServer.JaaS ? $"conference.{jitsi.AppId}.{JitsiOptions.JaasDomain}" : $"muc.{jitsi.XmppDomain}");

    private async Task<(Finding, (byte[] Content, DateTimeOffset? Date)?)> StartAsync(CancellationToken cancel)
    {
        var page = await server.FetchAsync(jitsi.Address + "/", cancel);
        var version = JitsiConfig.VersionIn(Encoding.UTF8.GetString(page.Content));
        return (Finding.Good($"Server: {jitsi.Host} answers, and its certificate is trusted{(version is null ? "" : $"; release {version}")}."), page);
    }

    private Finding AboutClock(DateTimeOffset? theirs)
    {
        if (theirs is not { } date)
            return Finding.Bad("Clock: the server does not tell its time; see to it that both machines use NTP.");

        var ahead = date - clock.GetUtcNow();
        var seconds = (int)Math.Round(ahead.TotalSeconds);
        return ahead < -MostBehind ? Finding.Bad($"Clock: the server's is {-seconds} s behind ours, and tokens will be too early for it. Use NTP on both machines.")
            : ahead > MostAhead ? Finding.Bad($"Clock: the server's is {seconds} s ahead of ours, and tokens end too soon. Use NTP on both machines.")
            : Finding.Good($"Clock: {seconds} s apart.");
    }

    private async Task<(Finding, bool)> ScriptAsync(CancellationToken cancel)
    {
        var content = await server.ScriptAsync(jitsi.ScriptAddress, cancel);
        if (jitsi.Script is JitsiScript.Remote)
            return (Finding.Good($"Script: {jitsi.ScriptAddress}, {content.Length} bytes."), true);

        var pin = await pins.NewestAsync(cancel);
        var sha256 = PinnedScript.Of(jitsi.ScriptAddress, content, null, default).Sha256;
        return pin is null ? (Finding.Bad("Script: Jitsi:Script is Pinned, and there is no copy. Run “jitsi pin”."), false)
            : pin.Sha256 == sha256 ? (Finding.Good($"Script: the pinned copy of {pin.PinnedAt:yyyy-MM-dd} is what the server has."), true)
            : (Finding.Bad($"Script: the server's differs from the pinned copy of {pin.PinnedAt:yyyy-MM-dd}. If you have updated the server, run “jitsi pin”; if not, find out who has."), false);
    }

    private async Task<(Finding, JitsiConfig?)> ConfigAsync(CancellationToken cancel)
    {
        var (content, _) = await server.FetchAsync($"{jitsi.Address}/config.js", cancel);
        var config = JitsiConfig.Read(Encoding.UTF8.GetString(content), jitsi.Server is JitsiServer.JaaS ? jitsi.AppId + "." : "");
        if (config is { Domain: null } or { Muc: null })
            return (Finding.Bad("Config: config.js names no XMPP server (hosts.domain, hosts.muc). Is this a Jitsi Meet?"), config);

        return jitsi.Server is JitsiServer.SelfHosted && config.Domain != jitsi.XmppDomain
            ? (Finding.Bad($"Config: the server's XMPP domain is {config.Domain}. Set Jitsi:XmppDomain to that; it says {jitsi.XmppDomain}."), config)
            : (Finding.Good($"Config: XMPP domain {config.Domain}, rooms at {config.Muc}."), config);
    }

    private static async Task<(Finding Finding, T? Found)> LookAsync<T>(Func<Task<(Finding, T)>> look)
    {
        try
        {
            return await look();
        }
        catch (JitsiUnreachable e)
        {
            return (Finding.Bad($"{e.Message}. {e.Remedy ?? "Is Jitsi:Domain right, does the server run, and does the firewall let us out?"}"), default);
        }
    }
}
