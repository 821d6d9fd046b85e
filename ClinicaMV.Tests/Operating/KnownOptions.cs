namespace ClinicaMV.Tests.Operating;

/// <summary>Every option there is, from the classes that hold them: a section is named as its class is.</summary>
internal static class KnownOptions
{
    private const string Suffix = "Options";

    private static readonly Dictionary<string, Type> Classes = typeof(Program).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.BaseType == typeof(object) && t.Name.EndsWith(Suffix, StringComparison.Ordinal) && t.GetConstructor([]) is not null && t.GetProperties().Any(p => p.CanWrite))
        .ToDictionary(t => t.Name[..^Suffix.Length]);

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> BySection { get; } = Classes
        .ToDictionary(c => c.Key, c => (IReadOnlyList<string>)[.. c.Value.GetProperties().Where(p => p.CanWrite).Select(p => p.Name)]);

    /// <summary>What counts when nobody says anything.</summary>
    public static object? DefaultOf(string section, string key) => Classes[section].GetProperty(key)!.GetValue(Activator.CreateInstance(Classes[section]));

    /// <param name="setting">As it stands in an environment: <c>Mail__Host</c>, <c>Proxies__Known__0</c>.</param>
    public static bool Has(string setting)
        => setting.Split("__") is [var section, var key, ..] && BySection.TryGetValue(section, out var keys) && keys.Contains(key);
}
