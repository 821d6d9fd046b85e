using System.Text.Json;

namespace ClinicaMV.Clinic;

/// <summary>What an administrator has set in the portal: one row, which every instance reads again when its version has changed.</summary>
public sealed class SavedSettings
{
    public const int OnlyId = 1;

    public int Id { get; private set; } = OnlyId;

    public int Version { get; private set; }

    /// <summary>Configuration keys and their values (<c>{"Clinic:Name": "…"}</c>); they win over every settings file.</summary>
    public string Values { get; private set; } = "{}";

    /// <exception cref="JsonException">Somebody has written into the row by hand.</exception>
    public IReadOnlyDictionary<string, string?> Read() => JsonSerializer.Deserialize<Dictionary<string, string?>>(Values) ?? [];

    public void Change(IReadOnlyDictionary<string, string?> changed)
    {
        SortedDictionary<string, string?> all = new(Read().ToDictionary(), StringComparer.Ordinal);
        foreach (var (key, value) in changed)
            all[key] = value;
        Values = JsonSerializer.Serialize(all);
        Version++;
    }
}
