using System.Globalization;

namespace ClinicaMV.Benchmarks;

/// <summary>How much is measured, and on what: as much as the requirement says, unless the environment asks for less.</summary>
internal static class Sizes
{
    private static readonly string[] Known = ["SQLite", "PostgreSQL"];

    public static IReadOnlyList<string> Databases => Environment.GetEnvironmentVariable("DATABASE") is { } asked ? [asked] : Known;

    /// <summary>What the environment asks for and is not there; <see langword="null"/> when all of it is.</summary>
    public static string? Fault => Databases.Except(Known).FirstOrDefault() is { } unknown ? $"DATABASE is {string.Join(" or ", Known)}, not “{unknown}”." : null;

    public static int Asked(string variable, int usual)
        => Environment.GetEnvironmentVariable(variable) is { } asked ? int.Parse(asked, CultureInfo.InvariantCulture) : usual;
}
