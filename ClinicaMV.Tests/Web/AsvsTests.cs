using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

/// <summary>docs/asvs.md cannot drift: every requirement once, every named test there, every figure at its head counted.</summary>
public sealed partial class AsvsTests
{
    private const string Pass = "pass";

    /// <summary>How many requirements of that level the standard 5.0.0 has.</summary>
    private static readonly Dictionary<int, int> OfLevel = new() { [1] = 70, [2] = 183 };

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Folder, "docs", "asvs.md"));

    private static readonly List<Requirement> Requirements =
        [.. Lines.Select(line => Row().Match(line)).Where(m => m.Success)
            .Select(m => new Requirement(m.Groups[1].Value, int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), m.Groups[4].Value, m.Groups[5].Value))];

    [Fact]
    public void Every_requirement_of_the_first_two_levels_is_there_once()
    {
        Assert.Equal(Requirements.Count, Requirements.Select(r => r.Id).Distinct().Count());
        Assert.All(OfLevel, level => Assert.Equal(level.Value, Requirements.Count(r => r.Level == level.Key)));
    }

    [Fact]
    public void Whatever_passes_names_a_test_that_there_is_and_all_else_a_reason()
    {
        var tests = typeof(AsvsTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null).Select(m => $"{StoryOf(type)}.{m.Name}")).ToHashSet();
        var named = Requirements.Where(r => r.Verdict == Pass).ToDictionary(r => r.Id, r => Name().Matches(r.Evidence).Select(m => m.Groups[1].Value).ToList());

        Assert.Equal([], named.Where(n => n.Value.Count == 0).Select(n => n.Key));
        Assert.Equal([], named.SelectMany(n => n.Value.Where(test => !tests.Contains(test)).Select(test => $"{n.Key}: {test}")));
        Assert.All(Requirements.Where(r => r.Verdict != Pass), r => Assert.True(r.Evidence.Length > 5, r.Id));
    }

    [Fact]
    public void The_figures_at_its_head_are_those_of_its_rows()
    {
        foreach (var level in Requirements.GroupBy(r => r.Level))
        {
            int Of(string verdict) => level.Count(r => r.Verdict == verdict);
            Assert.Contains($"| {level.Key} | {Of(Pass)} | {Of("not applicable")} | {Of("deviation")} | {level.Count()} |", Lines);
        }

        Scoreboard.Record("ASVS", nameof(AsvsTests), "OWASP ASVS 5.0, levels 1 and 2", string.Join(", ", Requirements.Where(r => r.Level < 3).GroupBy(r => r.Verdict).Select(g => $"{g.Count()} {g.Key}")));
    }

    /// <summary>A story stands in one class and is told on each database by another.</summary>
    private static string StoryOf(Type type) => type.Name.Split("_on_")[0];

    [GeneratedRegex(@"^\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| (pass|not applicable|deviation) \| ([^|]+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+\.\w+_\w+)`")]
    private static partial Regex Name();

    private sealed record Requirement(string Id, int Level, string Verdict, string Evidence);
}
