namespace ClinicaMV.Clinic;

/// <summary>What became of settings that somebody wanted to save: nothing to say when they are in force.</summary>
/// <param name="Faults">One line each, beginning with its key.</param>
public sealed record SettingsAnswer(bool IsStale, IReadOnlyList<string> Faults)
{
    public static readonly SettingsAnswer Saved = new(false, []);
    public static readonly SettingsAnswer Stale = new(true, []);
}
