using System.Globalization;

namespace ClinicaMV.Benchmarks;

/// <summary>How much is measured, and on what: as much as the requirement says, unless the environment asks for less.</summary>
internal static class Sizes
{
    public static IReadOnlyList<string> Databases => Environment.GetEnvironmentVariable("DATABASE") is { } asked ? [asked] : ["SQLite", "PostgreSQL"];

    public static int Asked(string variable, int usual)
        => Environment.GetEnvironmentVariable(variable) is { } asked ? int.Parse(asked, CultureInfo.InvariantCulture) : usual;
}
