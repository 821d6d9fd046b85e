using System.Globalization;
using System.Text.RegularExpressions;
using ClinicaMV.Tests.Commands;

namespace ClinicaMV.Tests.Operating;

/// <summary>deploy/Caddyfile: what showed only when it was run, kept as it was found to be right.</summary>
public sealed partial class CaddyfileTests
{
    private static readonly string Caddyfile = File.ReadAllText(Path.Combine(Repository.Folder, "deploy", "Caddyfile")).ReplaceLineEndings("\n");

    [Fact]
    public void The_proxy_writes_no_address_down_when_nobody_answers_either()
    {
        // Caddy tells of every 502 and 503 with the whole question, without any access log. What stands first is for all its lines.
        Assert.Matches(@"^(#.*\n)*\{\n(\t#.*\n)*\tlog \{\n\t\tformat filter \{\n\t\t\twrap json\n\t\t\tfields \{\n\t\t\t\trequest delete\n", Caddyfile);
        Assert.Single(Regex.Matches(Caddyfile, @"\blog \{"));
    }

    [Fact]
    public void Whoever_asks_while_the_portal_starts_anew_waits_for_it()
    {
        var seconds = Seconds().Matches(Caddyfile).ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));

        // One refusal shuts a portal out for so long, and the next look comes so much later: together well within the time for which whoever asks is held.
        Assert.InRange(seconds["fail_duration"] + seconds["health_interval"], 2, seconds["lb_try_duration"] / 3);
    }

    [GeneratedRegex(@"(\w+) (\d+)s\n")]
    private static partial Regex Seconds();
}
