using System.Diagnostics;
using System.Text.RegularExpressions;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Commands;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>deploy/jitsi: what make-env.sh writes is complete, secret, and what compose.yaml and the portal read.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class DeployTests : IDisposable
{
    private static readonly string[] Good = ["--clinic", "https://citas.example.org/", "--meet", "meet.example.org", "--ip", "203.0.113.7", "--version", "stable-10000"];
    private static readonly string[] Secrets = ["JWT_APP_SECRET", "JICOFO_AUTH_PASSWORD", "JVB_AUTH_PASSWORD", "CLINIC_EVENT_TOKEN"];

    private readonly string folder = Directory.CreateTempSubdirectory("clinicamv-deploy-").FullName;

    public DeployTests()
    {
        foreach (var file in new[] { "make-env.sh", "env.example", "compose.yaml", "event_sync.cfg.lua" })
            File.Copy(Path.Combine(Repository.Folder, "deploy", "jitsi", file), Path.Combine(folder, file));
    }

    [Fact]
    public async Task The_settings_are_complete_and_their_secrets_new_long_and_for_the_owner_alone()
    {
        Assert.Equal((0, ""), await RunAsync(Good));

        var settings = Settings(".env");
        Assert.DoesNotContain(settings, s => s.Value.Contains('@') || s.Value.Contains('\\'));
        var reservation = Regex.Match(settings["XMPP_CONFIGURATION"], "\"Bearer ([0-9a-f]{64})\"").Groups[1].Value;
        string[] secrets = [.. Secrets.Select(s => settings[s]), reservation];
        Assert.All(secrets, s => Assert.Matches("^[0-9a-f]{64}$", s));
        Assert.Equal(secrets.Length, secrets.Distinct().Count());
        Assert.Equal("frame-ancestors https://citas.example.org", settings["CSP_HEADER"]);
        Assert.Equal("https://citas.example.org/Jitsi/Reservations", settings["PROSODY_RESERVATION_REST_BASE_URL"]);
        foreach (var (name, value) in Lock)
            Assert.Equal(value, settings[name]);
        foreach (var file in new[] { ".env", "portal.env" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, file)));

        var portal = Settings("portal.env");
        Assert.Equal((settings["JWT_APP_SECRET"], reservation, settings["CLINIC_EVENT_TOKEN"]), (portal["Jitsi__AppSecret"], portal["Jitsi__ReservationToken"], portal["Jitsi__EventToken"]));
        JitsiOptions options = new() { Domain = portal["Jitsi__Domain"], AppId = portal["Jitsi__AppId"], AppSecret = portal["Jitsi__AppSecret"] };
        Assert.True(new JitsiOptions.Validator(new Production()).Validate(null, options).Succeeded);
        Assert.Equal(settings["XMPP_DOMAIN"], options.XmppDomain);
    }

    [Fact]
    public async Task Every_setting_is_used_and_everything_that_is_used_is_set()
    {
        Assert.Equal((0, ""), await RunAsync(Good));
        var compose = await File.ReadAllTextAsync(Path.Combine(folder, "compose.yaml"));
        var lua = await File.ReadAllTextAsync(Path.Combine(folder, "event_sync.cfg.lua"));

        Assert.DoesNotContain('\t', compose);
        var used = Interpolated().Matches(compose).Concat(Passed().Matches(compose)).Concat(FromLua().Matches(lua)).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Equal(Settings(".env").Keys.Order(), used.Order());
        Assert.Equal(["web", "prosody", "jicofo", "jvb"], Services().Matches(compose[compose.IndexOf("\nservices:", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value));
        // Whoever does not sign or check tokens does not know the secret; nothing but media is open to the world.
        Assert.Single(Regex.Matches(compose, "- JWT_APP_SECRET"));
        Assert.Equal(["127.0.0.1:${HTTP_PORT}:${WEB_HTTP_PORT}", "${JVB_PORT}:${JVB_PORT}/udp"], Regex.Matches(compose, @"- '(\S*\$\{\w+\}:\$\{\w+\}\S*)'").Select(m => m.Groups[1].Value));
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        await RunAsync(Good);
        var before = await File.ReadAllTextAsync(Path.Combine(folder, ".env"));
        var (code, errors) = await RunAsync(Good);

        Assert.Equal(1, code);
        Assert.Contains(".env is there already", errors);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(folder, ".env")));
        File.Delete(Path.Combine(folder, ".env"));
        Assert.Contains("portal.env is there already", (await RunAsync(Good)).Errors);
    }

    [Theory]
    [InlineData("--clinic", "http://citas.example.org")]
    [InlineData("--clinic", "https://citas.example.org/x|y")]
    [InlineData("--meet", "https://meet.example.org")]
    [InlineData("--meet", "meet.example.org\nJWT_ALLOW_EMPTY=1")]
    [InlineData("--ip", "\"")]
    [InlineData("--version", "")]
    [InlineData("--nothing", "x")]
    public async Task What_makes_no_sense_writes_nothing(string option, string value)
    {
        Assert.Equal(2, (await RunAsync([.. Good, option, value])).Code);
        Assert.False(File.Exists(Path.Combine(folder, ".env")) || File.Exists(Path.Combine(folder, "portal.env")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>What keeps everybody out but the two, and the patient from moderating.</summary>
    private static readonly Dictionary<string, string> Lock = new()
    {
        ["ENABLE_AUTH"] = "1", ["AUTH_TYPE"] = "jwt", ["JWT_ALLOW_EMPTY"] = "0", ["ENABLE_GUESTS"] = "0", ["JWT_ENABLE_DOMAIN_VERIFICATION"] = "1", ["JICOFO_ENABLE_AUTH"] = "0",
        ["ENABLE_AUTO_OWNER"] = "0", ["WAIT_FOR_HOST_DISABLE_AUTO_OWNERS"] = "1", ["XMPP_MUC_MODULES"] = "token_affiliation,token_no_wildcard", ["PROSODY_RESERVATION_ENABLED"] = "1", ["MAX_PARTICIPANTS"] = "4",
    };

    private Dictionary<string, string> Settings(string file)
        => File.ReadAllLines(Path.Combine(folder, file)).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));

    private async Task<(int Code, string Errors)> RunAsync(string[] arguments)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", [Path.Combine(folder, "make-env.sh"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = await bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return (bash.ExitCode, errors);
    }

    private sealed class Production : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }

    [GeneratedRegex(@"\$\{(\w+)")]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"^      - ([A-Z][A-Z0-9_]+)$", RegexOptions.Multiline)]
    private static partial Regex Passed();

    [GeneratedRegex(@"ENV_(\w+)")]
    private static partial Regex FromLua();

    [GeneratedRegex(@"^  ([a-z]+):$", RegexOptions.Multiline)]
    private static partial Regex Services();
}
