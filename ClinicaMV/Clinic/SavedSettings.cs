namespace ClinicaMV.Clinic;

/// <summary>What an administrator has set in the portal: one row, which every instance reads again when its version has risen.</summary>
public sealed class SavedSettings
{
    public const int OnlyId = 1;

    public int Id { get; private set; } = OnlyId;

    public int Version { get; private set; }

    /// <summary>Configuration keys and their values (<c>{"Clinic:Name": "…"}</c>); they win over every settings file.</summary>
    public string Values { get; private set; } = "{}";
}
