using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using YamlDotNet.RepresentationModel;

namespace ClinicaMV.Tests.Operating;

/// <summary>deploy/: what cannot be run here can be read: it parses, what it names exists, and what it promises is there.</summary>
public sealed partial class DeployFilesTests
{
    private static readonly string Deploy = Path.Combine(Repository.Folder, "deploy");

    private static readonly YamlMappingNode Compose = Load("compose.yaml");

    private static readonly string Operations = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "operations.md")).ReplaceLineEndings("\n");

    /// <summary>What it says of the way to PostgreSQL.</summary>
    private static readonly string Move = Operations[Operations.IndexOf("## From SQLite to PostgreSQL", StringComparison.Ordinal)..];

    private static readonly string[] Portals = ["portal-one", "portal-two", "worker"];

    /// <summary>What the variable VIDEO can say: this machine's Jitsi where it says nothing.</summary>
    private const string Video = "${VIDEO:-jitsi}";
    private static readonly string[] Videos = ["jitsi", "elsewhere"];

    [Fact]
    public void The_compose_file_has_what_it_is_said_to_have_and_its_files_exist()
    {
        Assert.Equal(["portal-one", "portal-two", "worker", "database", "proxy", "mail", "certificate"], Services().Select(s => s.Name));
        foreach (var name in Portals)
            Assert.Equal(["--role", name == "worker" ? name : "web"], ((YamlSequenceNode)At(Compose, "services", name, "command")).Select(Text));

        // Two that migrate at the same time collide, and two that build the same image.
        Assert.All(Portals[1..], name => Assert.Equal("service_healthy", Text(At(Compose, "services", name, "depends_on", Portals[0], "condition"))));
        var (builder, built) = Assert.Single(Services(), s => s.Node.Children.ContainsKey("build"));
        Assert.Equal(Portals[0], builder);
        Assert.True(File.Exists(Path.Combine(Deploy, Text(At(built, "build", "context")), Text(At(built, "build", "dockerfile")))));

        // What is mounted from here is here; the rest are volumes of their own.
        var volumes = ((YamlMappingNode)At(Compose, "volumes")).Children.Keys.Select(Text).ToList();
        foreach (var source in Services().SelectMany(s => s.Node.Children.TryGetValue("volumes", out var v) ? ((YamlSequenceNode)v).Select(m => Text(m).Split(':')[0]) : []))
            Assert.True(volumes.Contains(source) || File.Exists(Path.Combine(Deploy, source)), source);
    }

    [Fact]
    public void One_variable_says_where_the_video_server_is_and_the_whole_clinic_starts_without_it()
    {
        var networks = Services().SelectMany(s => Networks(s.Node)).Where(network => network != "default").Distinct().ToList();
        Assert.Equal([$"{Video}/compose.yaml"], ((YamlSequenceNode)At(Compose, "include")).Select(Text));
        Assert.Equal($"{Video}/portal.env", Text(At(Portal(), "env_file")));
        Assert.All(Videos, video => Assert.Superset(networks.ToHashSet(), ((YamlMappingNode)At(Load($"{video}/compose.yaml"), "networks")).Children.Keys.Select(Text).ToHashSet()));
        Assert.Equal(["web", "prosody", "jicofo", "jvb"], ((YamlMappingNode)At(Load("jitsi/compose.yaml"), "services")).Children.Keys.Select(Text));
        Assert.False(Load("elsewhere/compose.yaml").Children.ContainsKey("services"));

        // What stands in .env then is what the proxy takes for nobody.
        Assert.Contains($"  VIDEO={Videos[1]}\n  MEET_HOST={Variable().Matches(Read("Caddyfile")).Single(m => m.Groups[1].Value == "MEET_HOST").Groups[2].Value}\n", Operations);
    }

    [Fact]
    public void The_portal_believes_the_proxy_alone_and_is_open_to_nobody_else()
    {
        var proxy = Text(At(Compose, "services", "proxy", "networks", "default", "ipv4_address"));
        Assert.Equal(proxy, Text(At(Portal(), "environment", "Proxies__Known__0")));
        var addresses = At(Compose, "networks", "default", "ipam", "config", 0);
        var (ours, handedOut) = (IPNetwork.Parse(Text(At(addresses, "subnet"))), IPNetwork.Parse(Text(At(addresses, "ip_range"))));
        Assert.True(ours.Contains(IPAddress.Parse(proxy)) && ours.Contains(handedOut.BaseAddress) && ours.Contains(IPAddress.Parse(Text(At(addresses, "gateway")))));
        Assert.False(handedOut.Contains(IPAddress.Parse(proxy)));
        Assert.Equal(["80:80", "443:443", "127.0.0.1:8025:8025"], Services().SelectMany(s => s.Node.Children.TryGetValue("ports", out var p) ? ((YamlSequenceNode)p).Select(Text) : []));
        Assert.Equal("true", Text(At(Portal(), "read_only")));
    }

    [Fact]
    public void The_database_counts_as_there_when_others_can_reach_it()
    {
        var probe = At(Compose, "services", "database", "healthcheck");

        Assert.Contains("pg_isready -h 127.0.0.1 ", string.Join(' ', ((YamlSequenceNode)At(probe, "test")).Select(Text)));
        // It is made meanwhile, and three refusals would be the end of it.
        Assert.Equal("2m", Text(At(probe, "start_period")));
    }

    [Fact]
    public void All_portals_together_leave_PostgreSQL_a_connection_for_whoever_looks_after_it()
    {
        const int untilItRefuses = 100;

        var each = new NpgsqlConnectionStringBuilder(Text(At(Portal(), "environment", "Database__ConnectionString"))).MaxPoolSize;

        Assert.InRange(each * Portals.Length, Portals.Length, untilItRefuses - 5);
    }

    [Fact]
    public void The_proxy_reaches_whom_it_asks_over_a_network_they_share()
    {
        var caddy = Read("Caddyfile");
        var jitsi = Load("jitsi/compose.yaml");
        var proxy = ((YamlMappingNode)At(Compose, "services", "proxy", "networks")).Children.Keys.Select(Text).ToList();
        var asked = Variable().Matches(caddy).Where(m => m.Groups[1].Value is "PORTAL" or "MEET").SelectMany(m => m.Groups[2].Value.Split(' ')).Select(a => a.Split(':')).ToList();

        Assert.Equal([.. Portals[..2], "web"], asked.Select(a => a[0]));
        Assert.All(asked, to => Assert.Contains(proxy, network => Networks(to[0] == "web" ? At(jitsi, "services", "web") : At(Compose, "services", to[0])).Contains(network)));
        Assert.Contains($"ASPNETCORE_HTTP_PORTS={asked[0][1]} ", Read("Dockerfile"));
        Assert.Contains($"\nWEB_HTTP_PORT={asked[^1][1]}\n", Read("jitsi/env.example"));
        Assert.All(Services().SelectMany(s => Networks(s.Node)), network => Assert.True(network == "default" || ((YamlMappingNode)At(jitsi, "networks")).Children.Keys.Select(Text).Contains(network), network));
    }

    [Fact]
    public void The_proxy_is_told_what_it_asks_for_in_containers_and_beside_the_unit()
    {
        var asked = Variable().Matches(Read("Caddyfile")).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        var inContainers = ((YamlMappingNode)At(Compose, "services", "proxy", "environment")).Children.Keys.Select(Text);
        var besideTheUnit = Unit("caddy.conf").ToDictionary(l => l.Value.Split('=')[0], l => l.Value.Split('=')[1]);

        Assert.All(asked, variable => Assert.True(variable.Value.Length > 0 || inContainers.Contains(variable.Key), variable.Key));
        Assert.Equal(asked.Keys.Order(), besideTheUnit.Keys.Order());
        Assert.EndsWith($"--urls http://{besideTheUnit["PORTAL"]}", Assert.Single(Unit(), l => l.Key == "ExecStart").Value);
        Assert.Equal($"127.0.0.1:{Regex.Match(Read("jitsi/env.example"), @"\nHTTP_PORT=(\d+)").Groups[1]}", besideTheUnit["MEET"]);
    }

    [Fact]
    public void Every_option_that_is_named_exists()
    {
        string[] named =
        [
            .. ((YamlMappingNode)At(Portal(), "environment")).Children.Keys.Select(Text),
            .. Unit().Where(l => l.Key is "Environment" or "LoadCredential").Select(l => l.Value.Split('=', ':')[0]).Where(n => n.Contains("__", StringComparison.Ordinal)),
            .. Settings(Read("settings.env.example")).Select(s => s.Key),
            .. Settings(Read("jitsi/make-env.sh")).Select(s => s.Key),
            .. Settings(Move).Select(s => s.Key),
            .. EnvOfImage().Matches(Read("Dockerfile")).Select(m => m.Groups[1].Value),
        ];

        Assert.True(named.Length > 24);
        Assert.All(named, setting => Assert.True(KnownOptions.Has(setting), setting));
    }

    [Fact]
    public void The_image_runs_as_nobody_in_particular_with_its_probe_and_without_a_shell_before_it()
    {
        var image = Read("Dockerfile");
        var last = image[image.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];

        Assert.Contains("\nUSER $APP_UID\n", last);
        Assert.Contains("\nENTRYPOINT [\"dotnet\", \"ClinicaMV.dll\"]", last);
        Assert.Contains("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false", last);
        // Before it is a volume, which begins with the image's mode and owner: doctor refuses a folder that others can read, and COPY --chmod left it so.
        Assert.Matches(@"\nRUN install -d -m 700 -o \$APP_UID -g \$APP_UID /data\n(.*\n)*VOLUME /data\n(.*\n)*USER ", last);
        Assert.Contains("/health/ready", last);
        Assert.Contains("-p:PublishReadyToRun=true", image);
        Assert.StartsWith($"FROM mcr.microsoft.com/dotnet/sdk:{Sdk()} AS build\n", image[image.IndexOf("FROM", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("alpine", image);
        Assert.DoesNotContain("chiseled", image);
    }

    [Fact]
    public void The_unit_parses_keeps_its_doors_shut_and_gives_the_portal_time_to_end()
    {
        Assert.Equal(["Unit", "Service", "Install"], Unit().Select(l => l.Section).Distinct());
        var service = Unit().Where(l => l.Section == "Service").ToLookup(l => l.Key, l => l.Value);
        foreach (var locked in new[] { "NoNewPrivileges", "PrivateDevices", "PrivateTmp", "ProtectHome", "ProtectClock", "ProtectKernelModules", "RestrictNamespaces", "LockPersonality" })
            Assert.Equal("yes", Assert.Single(service[locked]));
        Assert.Equal("strict", Assert.Single(service["ProtectSystem"]));
        Assert.Equal("", Assert.Single(service["CapabilityBoundingSet"]));
        Assert.StartsWith($"{Assert.Single(service["WorkingDirectory"])}/ClinicaMV ", Assert.Single(service["ExecStart"]));
        Assert.True(int.Parse(Assert.Single(service["TimeoutStopSec"])) > 30);

        // .NET compiles while it runs, sets its threads' processors, and reads what the machine has; PostgreSQL and the resolver are reached by sockets of these kinds.
        Assert.Empty(service["MemoryDenyWriteExecute"]);
        Assert.Equal(["@system-service", "~@privileged"], service["SystemCallFilter"]);
        Assert.Empty(service["ProcSubset"]);
        Assert.Superset(new HashSet<string> { "AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK" }, Assert.Single(service["RestrictAddressFamilies"]).Split(' ').ToHashSet());
    }

    [Fact]
    public void A_verb_runs_with_what_the_unit_gives_the_portal()
    {
        var script = Read("clinicamv");
        var unit = Unit().Where(l => l.Section == "Service").ToList();

        Assert.All(unit.Where(l => l.Key is "User" or "Group" or "WorkingDirectory" or "EnvironmentFile" or "LoadCredential" or "StateDirectory" or "StateDirectoryMode" or "UMask"), l => Assert.Contains($"--property={l.Key}={l.Value} ", script));
        Assert.All(unit.Where(l => l.Key == "Environment" && l.Value.Contains("__", StringComparison.Ordinal)), l => Assert.Contains($"--setenv={l.Value} ", script));
        Assert.Contains($"exec {Assert.Single(unit, l => l.Key == "ExecStart").Value.Split(' ')[0]} \"$@\"", script);
        Assert.Contains("install deploy/clinicamv ", Operations);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task The_portal_takes_what_the_unit_gives_it_on_either_database(DatabaseProvider provider)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var settings = Settings(Read("settings.env.example"));
        if (provider == DatabaseProvider.PostgreSql)
        {
            // As the text says: out of the file with the one, and in with the others. The unit stays as it is.
            Assert.Contains("take `Backup__Folder` out", Move);
            settings = settings.Where(s => s.Key != "Backup__Folder").Concat(Settings(Move));
        }

        settings = settings.Concat(Unit().Where(l => l.Key == "Environment").SelectMany(l => Settings(l.Value)))
            .Concat(Settings(Read("jitsi/make-env.sh")).Select(s => (s.Key, Value: s.Value == "$meet" ? "meet.example.org" : s.Value.StartsWith('$') ? secret : s.Value)));
        await using var app = ClinicaMVSetup.Build(["--environment=Production", .. settings.Select(s => $"--{s.Key.Replace("__", ":", StringComparison.Ordinal)}={s.Value}")]);

        app.Services.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal(provider, app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider);
    }

    [Fact]
    public void What_the_portal_is_to_read_lies_where_its_account_can_read_it()
    {
        // /etc/clinicamv is root's: systemd reads there, the portal does not.
        var text = string.Join('\n', Directory.GetFiles(Path.Combine(Repository.Folder, "docs"), "*.md").Select(File.ReadAllText));
        var files = FileOfPortal().Matches(text).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.StartsWith($"{Assert.Single(Unit(), l => l.Value.StartsWith("Database__DataDirectory=", StringComparison.Ordinal)).Value.Split('=')[1]}/", file));
        Assert.Contains("-o clinicamv", Regex.Match(Move, "^install .*pgpass", RegexOptions.Multiline).Value);
    }

    [Fact]
    public void The_proxy_asks_who_is_ready_and_shows_the_probes_to_nobody()
    {
        var caddy = Read("Caddyfile");

        Assert.Contains("health_uri /health/ready", caddy);
        // Not /health, which administrators can reach in no other way.
        Assert.Contains("@probes path /health/*\n", caddy);
        foreach (var shut in new[] { "/end-meeting", "/conference-request/" })
        {
            Assert.Contains($"*{shut}*", Regex.Match(caddy, "@closed path (.*)").Groups[1].Value.Split(' '));
            Assert.Contains($"`{shut}`", File.ReadAllText(Path.Combine(Repository.Folder, "docs", "jitsi.md")));
        }

        Assert.Equal(caddy.Count(c => c == '{'), caddy.Count(c => c == '}'));
        Assert.DoesNotContain("trusted_proxies", caddy);
    }

    private static string Sdk()
    {
        using var global = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Folder, "global.json")));
        return global.RootElement.GetProperty("sdk").GetProperty("version").GetString()!;
    }

    private static YamlMappingNode Portal() => (YamlMappingNode)At(Compose, "x-portal");

    private static IEnumerable<(string Name, YamlMappingNode Node)> Services()
        => ((YamlMappingNode)At(Compose, "services")).Children.Select(s => (Text(s.Key), (YamlMappingNode)s.Value));

    /// <summary>Who names none is on the default one alone.</summary>
    private static IEnumerable<string> Networks(YamlNode service)
        => ((YamlMappingNode)service).Children.TryGetValue("networks", out var named) ? ((YamlMappingNode)named).Children.Keys.Select(Text) : ["default"];

    /// <summary>The options of an environment, one a line.</summary>
    private static IEnumerable<(string Key, string Value)> Settings(string text)
        => Setting().Matches(text).Select(m => (Key: m.Groups[1].Value, Value: m.Groups[2].Value));

    private static IReadOnlyList<(string Section, string Key, string Value)> Unit(string file = "clinicamv.service")
    {
        var (section, lines) = ("", new List<(string, string, string)>());
        foreach (var line in File.ReadAllLines(Path.Combine(Deploy, file)).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.StartsWith('['))
                section = line.Trim('[', ']');
            else
                lines.Add(line.Split('=', 2) is [var key, var value] ? (section, key, value) : throw new FormatException(line));
        }

        return lines;
    }

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        using var text = new StringReader(Read(file));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static YamlNode At(YamlNode node, params object[] path)
        => path.Aggregate(node, (at, step) => step is int index ? ((YamlSequenceNode)at)[index] : ((YamlMappingNode)at).Children[(string)step]);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string Read(string file) => File.ReadAllText(Path.Combine(Deploy, file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^\s*(?:ENV )?(\w+__\w+)=", RegexOptions.Multiline)]
    private static partial Regex EnvOfImage();

    [GeneratedRegex(@"^(\w+__\w+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex("(?:Passfile|PrivateKeyFile)=(/[^;\"`\\s]+)")]
    private static partial Regex FileOfPortal();

    [GeneratedRegex(@"^[^#\n]*\{\$(\w+):?([^}]*)\}", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
