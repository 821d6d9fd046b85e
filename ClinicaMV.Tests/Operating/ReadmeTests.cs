using System.Text.RegularExpressions;
using ClinicaMV.Tests.Commands;

namespace ClinicaMV.Tests.Operating;

/// <summary>The table of options in the README has every option there is, and none that there is not.</summary>
public sealed partial class ReadmeTests
{
    // Keys that no options class holds: read before there are any.
    private static readonly string[] Early = ["Secrets.Directory", "Role."];

    [Fact]
    public void The_table_of_options_is_that_of_the_code()
    {
        var (section, told) = ("", new List<string>());
        foreach (Match row in Rows().Matches(File.ReadAllText(Path.Combine(Repository.Folder, "README.md"))))
        {
            section = row.Groups[1].Value is { Length: > 0 } next ? next : section;
            var keys = Codes().Matches(row.Groups[2].Value).Select(m => m.Groups[1].Value.Split(':')[0]).Where(k => k is not ("CLINICAMV_SECRETS" or "Sunday")).ToList();
            told.AddRange(keys.Count == 0 ? [$"{section}."] : keys.Select(key => $"{section}.{key}"));
        }

        Assert.Equal(KnownOptions.BySection.SelectMany(s => s.Value.Select(key => $"{s.Key}.{key}")).Concat(Early).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (?:`(\w+)` )?\| ((?:`[^`]+`|[^|`])*)\| [^|]* \| [^|]* \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Codes();
}
