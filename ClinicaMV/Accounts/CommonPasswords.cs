using System.Collections.Frozen;

namespace ClinicaMV.Accounts;

/// <summary>What everybody thinks of first, from a list that goes with the program (CommonPasswords.txt, which names its source).</summary>
public static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> All = new(() => Read().ToFrozenSet(StringComparer.Ordinal));

    /// <param name="password">Upper and lower case are the same.</param>
    public static bool Contain(string password) => All.Value.Contains(password.ToLowerInvariant());

    /// <summary>The most common first.</summary>
    public static IEnumerable<string> Read()
    {
        using var reader = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream("CommonPasswords.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                yield return line;
        }
    }
}
