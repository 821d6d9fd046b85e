using System.Text.RegularExpressions;

namespace ClinicaMV.Jitsi;

/// <summary>What a Jitsi server's own files tell of it, read out of their text without running them.</summary>
/// <param name="Domain">Of the XMPP server: the token's <c>sub</c>.</param>
/// <param name="Muc">Of the rooms.</param>
public sealed partial record JitsiConfig(string? Domain, string? Muc)
{
    /// <param name="text">Its <c>config.js</c>.</param>
    /// <param name="subdomain">What stands for the customer's own part in the names, with a dot behind it.</param>
    public static JitsiConfig Read(string text, string subdomain)
    {
        var code = Comment().Replace(text, "");
        return new(ValueOf("domain"), ValueOf("muc"));

        string? ValueOf(string name)
            => Assignment().Matches(code).FirstOrDefault(m => m.Groups["name"].Value == name) is { } found
                && string.Concat(Piece().Matches(found.Groups["value"].Value).Select(p => p.Value == "subdomain" ? subdomain : p.Value.Trim('\'', '"'))) is { Length: > 0 } value
                ? value
                : null;
    }

    /// <summary>The release, as the addresses of the scripts in the start page show it.</summary>
    public static string? VersionIn(string startPage) => Version().Match(startPage) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?<name>domain|muc)['""]?\s*[:=]\s*(?<value>[^,;\r\n}]+)")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\bsubdomain\b")]
    private static partial Regex Piece();

    [GeneratedRegex(@"(?:app\.bundle|lib-jitsi-meet)(?:\.min)?\.js\?v=([0-9A-Za-z._-]{1,40})")]
    private static partial Regex Version();
}
