using System.Text.RegularExpressions;
using System.Xml.Linq;
using ClinicaMV.Clinic;
using ClinicaMV.Tests.Commands;

namespace ClinicaMV.Tests.Operating;

/// <summary>The README has every option there is, and none that there is not; what it says was measured was.</summary>
public sealed partial class ReadmeTests
{
    // Keys that no options class holds: read before there are any.
    private static readonly string[] Early = ["Secrets.Directory", "Role."];

    [Fact]
    public void The_table_of_options_is_made_from_the_code()
        => Assert.Contains($"\n\n{OptionsCatalogue.ToMarkdown()}\n", File.ReadAllText(Path.Combine(Repository.Folder, "README.md")));

    [Fact]
    public void It_has_every_option_that_there_is()
        => Assert.Equal(KnownOptions.BySection.SelectMany(s => s.Value.Select(key => $"{s.Key}.{key}")).Concat(Early).Order(StringComparer.Ordinal),
            Table().Select(o => $"{o.Section}.{o.Key}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_number_switch_and_choice_in_it_is_the_default_of_the_code()
    {
        var checkedOnes = 0;
        foreach (var (section, key, told) in Table().Where(o => !Early.Contains($"{o.Section}.{o.Key}")))
        {
            var real = KnownOptions.DefaultOf(section, key);
            if (real is not (int or bool or Enum) && (real is not string text || text.Length == 0))
                continue;

            Assert.Equal($"{section}.{key} {real}", $"{section}.{key} {told}", ignoreCase: true);
            checkedOnes++;
        }

        Assert.InRange(checkedOnes, 30, int.MaxValue);
    }

    [Fact]
    public void What_a_newcomer_is_told_to_press_is_what_the_pages_say()
    {
        var words = Words().Matches(Steps().Match(File.ReadAllText(Path.Combine(Repository.Folder, "README.md"))).Value).Select(m => m.Groups[1].Value).ToList();
        var texts = XDocument.Load(Path.Combine(Repository.Folder, "ClinicaMV", "Resources", "Text.en.resx")).Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

        Assert.Equal(new[] { "Join.Enter", "Layout.Today", "Today.Admit" }.Select(key => texts[key]), words);
    }

    [Fact]
    public void What_it_promises_as_measured_was_measured()
    {
        var measured = Measured().Matches(File.ReadAllText(Path.Combine(Repository.Folder, "README.md"))).Select(m => m.Groups[1].Value).ToList();
        var figures = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "scoreboard.md"));

        Assert.InRange(measured.Count, 6, int.MaxValue);
        Assert.All(measured, figure => Assert.Contains(figure, figures));
    }

    [Fact]
    public void Every_decision_is_in_the_index_under_its_title()
    {
        var folder = Path.Combine(Repository.Folder, "docs", "decisions");
        var titles = Directory.GetFiles(folder, "0*.md").Order(StringComparer.Ordinal).Select(file => Title().Replace(File.ReadLines(file).First(), $"$1. [$2]({Path.GetFileName(file)})"));

        Assert.Equal(titles, File.ReadLines(Path.Combine(folder, "README.md")).Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])));
    }

    private static IEnumerable<(string Section, string Key, string Default)> Table()
    {
        var section = "";
        foreach (Match row in Rows().Matches(File.ReadAllText(Path.Combine(Repository.Folder, "README.md"))))
        {
            section = row.Groups[1].Value is { Length: > 0 } next ? next : section;
            var keys = Codes().Matches(row.Groups[2].Value).Select(m => m.Groups[1].Value.Split(':')[0]).Where(k => k is not ("CLINICAMV_SECRETS" or "Sunday")).ToList();
            var defaults = row.Groups[3].Value.Trim().Split(", ");
            if (keys.Count == 0)
                yield return (section, "", defaults[0]);
            for (var i = 0; i < keys.Count; i++)
                yield return (section, keys[i], defaults[Math.Min(i, defaults.Length - 1)]);
        }
    }

    [GeneratedRegex(@"^# (\d+)\. (.*)$")]
    private static partial Regex Title();

    [GeneratedRegex(@"^\| (?:`(\w+)` )?\| ((?:`[^`]+`|[^|`])*)\| ([^|]*) \| [^|]* \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"Measured: (.+)\.\r?$", RegexOptions.Multiline)]
    private static partial Regex Measured();

    [GeneratedRegex(@"^To see a visit:.*?^A patient", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Steps();

    [GeneratedRegex(@"\*([^*\n]+)\*")]
    private static partial Regex Words();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Codes();
}
